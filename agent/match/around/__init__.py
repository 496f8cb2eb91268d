"""Around the achievements: experts, resources and conversion paths."""

"""The terms of a need: money, deadline, region, cooperation, stage, secrecy, field."""

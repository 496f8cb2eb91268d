"""Everything that fits a model; what comes out is read by ``agent`` with numpy alone."""

"""What the officers' desk may ask of the agent: accounts, the inbox, one need at a time, and exports."""

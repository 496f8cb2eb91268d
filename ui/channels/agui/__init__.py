"""AG-UI: our stream as the events that agent front ends (CopilotKit and others) show."""

"""What a run reports: console, report.json, Prometheus, run history, estimates."""

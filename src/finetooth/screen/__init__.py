"""What people and scripts see: progress, findings, decisions and plans on the terminal, or one JSON object."""

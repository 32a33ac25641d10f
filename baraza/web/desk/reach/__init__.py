"""Set-up of how people reach the office: offices and hours, who attends which way in, a crisis,
and what there is to work with."""

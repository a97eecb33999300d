"""The four docks: survey, protection, planning, sync."""

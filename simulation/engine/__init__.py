"""The parts of AWS that the functions use, in memory. Each knows its own rules and nothing of faults, which
`seam` adds."""

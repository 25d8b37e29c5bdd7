"""Reading scans: tick marks, typed text, handwriting and signatures on registered sheets."""

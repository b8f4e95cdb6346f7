"""Reading printed numbers out of prose and tables: claims, each with its sentence."""

"""The rare-earth magnet case, built from the data files in `inputs/data`. Start at `inputs.build_magnets`."""

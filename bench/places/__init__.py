"""The maker of the gazetteer: schemas/vocab/places.csv and place_successors.csv (see `bench.places.__main__`)."""

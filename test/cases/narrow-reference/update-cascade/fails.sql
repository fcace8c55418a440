UPDATE query SET id = id + 3000000000

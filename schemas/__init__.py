"""The contract between the crawler and the extractor: records, facts, vocabulary, database. Imports neither side."""

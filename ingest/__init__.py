"""Files in, documents with their clause trees out. `ingest.pipeline.read_documents` is the door."""

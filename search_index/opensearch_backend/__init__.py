"""The search index in a cluster of OpenSearch nodes."""

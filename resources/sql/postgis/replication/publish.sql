-- On a city's server (wal_level = logical): what the province's copy receives. People, memberships and devices stay.
CREATE PUBLICATION mine_hub_rows FOR TABLE
    mine_hub.county, mine_hub.stored_row, mine_hub.row_parent, mine_hub.row_version, mine_hub.batch,
    mine_hub.blob, mine_hub.blob_chunk, mine_hub.share, mine_hub.proposal
    WITH (publish_via_partition_root = true);

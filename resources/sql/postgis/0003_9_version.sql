UPDATE mine_hub.meta SET value = '3' WHERE key = 'version';

"""The survey workspace: one GeoPackage with its schema, records, rules, photos and change log."""

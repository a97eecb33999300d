"""The survey workspace: one GeoPackage with its schema, its records, its rules, its photos and its change log."""

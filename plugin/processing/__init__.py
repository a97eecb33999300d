"""The plugin's algorithms for the Toolbox, the model designer and `qgis_process`: thin doors to the
workflows."""

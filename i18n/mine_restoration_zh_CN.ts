<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>MineRestoration</name>
    <message>
      <source>(none)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>({} bytes)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A line needs at least two points; go on clicking.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>An area needs at least three points; go on clicking.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Click along the line; right click or double click ends it. Backspace takes back a point, Esc cancels.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Click around the area; right click or double click closes it. Backspace takes back a point, Esc cancels.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Click the place on the map. Esc cancels.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close QGIS and run `python3 -m pip uninstall --break-system-packages shapely`.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close QGIS, run `python3 -m pip uninstall --break-system-packages pyproj`, and install the system's own package: `sudo apt install python3-pyproj`.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Grade</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Install `{package}` with the installer that QGIS came from (on Windows, OSGeo4W).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Install the plugin from its release archive, which brings sqlite-utils along, or run `python3 -m pip install --user sqlite-utils`.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Install the system's own package: `sudo apt install {package}`.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mine Restoration</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mine: {}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Number</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Picture of the shapes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Place and shape</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Responsibility</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>State</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The Processing algorithms could not be registered: their name is taken.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The outline crosses itself; take back points with Backspace until it does not.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The place cannot be turned into CGCS2000 coordinates; choose another map projection.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The plugin was not started. {reason}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Township</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Type</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where the system's package is version 2 or later, run `sudo apt install python3-shapely`. On Debian 12 run `sudo apt install build-essential python3-dev python3-pip libgeos-dev`, and then `python3 -m pip install --user --break-system-packages --no-binary shapely 'shapely&gt;=2,&lt;3' 'numpy&lt;2'`.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Yes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>no</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>pyproj in {folder} is a wheel with a PROJ library of its own; beside the PROJ that QGIS uses it would end QGIS.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>shapely cannot be loaded: {error}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>shapely in {folder} is a wheel with a GEOS library of its own; beside the GEOS that QGIS uses it would end QGIS.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>shapely in {folder} is version {version}, and version 2 or later is needed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>shapely uses GEOS {geos}, and QGIS uses GEOS {of_qgis}: the two do not fit together.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>sqlite-utils in {folder} is version {version}, and version 4 or later is needed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>sqlite-utils is not installed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>yes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is not installed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{} (none)</source>
      <translation type="unfinished" />
    </message>
  </context>
</TS>

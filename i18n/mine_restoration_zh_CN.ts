<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>CreateWorkspaceDialog</name>
    <message>
      <source>County code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>County name</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Create a workspace</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>File</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rules of</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The province whose rules stand on top of the national ones</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Type a code or a name, such as 141125 or 柳林</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>LeavingDialog</name>
    <message>
      <source>Before you leave</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>MineRestoration</name>
    <message>
      <source>(none)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>(unnamed)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>({} bytes)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>1985, 1985-03, 1985-03-02 or 八十年代</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A line needs at least two points; go on clicking.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Activity</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add land</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add layers of roads, railways, rivers, reserves or villages to the map; they are listed here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add photos…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add record</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All classes ({})</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All edits are saved.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All hits</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Also</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>An area needs at least three points; go on clicking.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Area</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Basic farmland</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cancel</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Change geometry type</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Change record</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Change the geometry type</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose a county of the list; its code has six digits.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose photos</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose the file that will hold the workspace.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Class</source>
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
      <translation>请关闭 QGIS，运行 `python3 -m pip uninstall --break-system-packages shapely`。</translation>
    </message>
    <message>
      <source>Close QGIS, run `python3 -m pip uninstall --break-system-packages pyproj`, and install the system's own package: `sudo apt install python3-pyproj`.</source>
      <translation>请关闭 QGIS，运行 `python3 -m pip uninstall --break-system-packages pyproj`，再安装系统自带的软件包：`sudo apt install python3-pyproj`。</translation>
    </message>
    <message>
      <source>Close the workspace</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Computed {} UTC with the rules of {}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Computing protection zones</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Condition</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Confidence</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Confirmed responsibility and review</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy the workspace to</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy the workspace…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Create</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Create a workspace…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Delete</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Delete record</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Delete {} records?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Delete “{}”?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Deleted. “Undo” brings it back until the edits are saved.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Delete…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Direction</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Discard</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Distance (m)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Draw again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Drop photos or a folder here, or choose files.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Duplicate</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Duplicate record</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Edits that are not saved do not count; save them and compute again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Fill in the form: grade and responsibility appear here with their reasons.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Go on writing</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Grade</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Impact</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Importing protected objects</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In another shape</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In the workspace: {}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Install `{package}` with the installer that QGIS came from (on Windows, OSGeo4W).</source>
      <translation>请用安装 QGIS 的安装程序（Windows 上为 OSGeo4W）安装 `{package}`。</translation>
    </message>
    <message>
      <source>Install the plugin from its release archive, which brings sqlite-utils along, or run `python3 -m pip install --user sqlite-utils`.</source>
      <translation>请用发行包安装本插件（其中自带 sqlite-utils），或运行 `python3 -m pip install --user sqlite-utils`。</translation>
    </message>
    <message>
      <source>Install the system's own package: `sudo apt install {package}`.</source>
      <translation>请安装系统自带的软件包：`sudo apt install {package}`。</translation>
    </message>
    <message>
      <source>It can be undone until the edits are saved.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep unsaved records</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Kind</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Land damaged</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Land, {}: {}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layers of the map, and what their objects are:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Legal basis</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Legal restriction</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Link a mine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Measured from</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mine Restoration</source>
      <translation>矿山地质环境</translation>
    </message>
    <message>
      <source>Mine restoration</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mine: {}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mines</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mines that caused it</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mining</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mining is restricted by law here: {}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Missing</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Missing for the responsibility: {}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nearest protected object: {} {}, {} m</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>New: {}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Next</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No hits yet: compute the zones first, or nothing lies in them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No land recorded yet; the grade needs it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No mine linked; without one the responsibility stays open.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No workspace is open; open or create one in the survey dock.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No. 63</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not graded: no indicator and no statement of the grading table holds yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing is missing: every problem has its evidence, photos, mine and surveyor.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing is recorded yet. Choose “New problem” or “New mine”, then draw it on the map.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing matches. Clear the filter, choose “All”, or let the list not follow the map.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Number</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Object</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open a workspace</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open a workspace…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Other</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Overlap (hm²)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Photos</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Photos ({})</source>
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
      <source>Priority for treatment under document No. 63 of 2016</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Priority under No. 63</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Problems</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Profile</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Protected class</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Protection</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reasons of grade and responsibility</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Recent workspaces</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Record</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Responsibility</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Restricted</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Right</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save edits</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save edits ({})</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save the record first, then change its geometry type.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Saved.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Share</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Size and cause</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Something unexpected happened ({}); the log panel has the details.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>State</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Statements of the grading table</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stopping …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Survey</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take away</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take this row away</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The Processing algorithms could not be registered: their name is taken.</source>
      <translation>处理工具箱算法无法注册：名称已被占用。</translation>
    </message>
    <message>
      <source>The copy is “{}”; every record and photo is in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The grading table has no statements for this type.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The layer “{}” gave no reason.</source>
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
      <translation>插件未启动。{reason}</translation>
    </message>
    <message>
      <source>The work was cancelled; nothing was changed by the cancelled step.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The workspace holds no protected object yet: import layers below, or draw objects in the survey dock.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The workspace of {} is ready.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This file exists already; choose another name, or open it instead.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This is the copy; change it and save.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This record does not exist any more; the list is read again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This record has changes that are not saved.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Three zones</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Township</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Two lines</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Type</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Unsaved changes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Valid</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What and where</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>When the damage arose</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where the system's package is version 2 or later, run `sudo apt install python3-shapely`. On Debian 12 run `sudo apt install build-essential python3-dev python3-pip pkg-config libgeos-dev`, and then `python3 -m pip install --user --break-system-packages --no-binary shapely 'shapely&gt;=2,&lt;3' 'numpy&lt;2'`.</source>
      <translation>系统软件包为 2 或更高版本时，运行 `sudo apt install python3-shapely`。在 Debian 12 上先运行 `sudo apt install build-essential python3-dev python3-pip pkg-config libgeos-dev`，再运行 `python3 -m pip install --user --break-system-packages --no-binary shapely 'shapely&gt;=2,&lt;3' 'numpy&lt;2'`。</translation>
    </message>
    <message>
      <source>Where the workspace goes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>With it go: {}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Workspace (*.gpkg)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Yes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>a photo</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>an indicator for its grade</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>as a line</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>as a point</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>as an area</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>begin of the damage</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>copy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>date of survey</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>derived</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>do not import</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>evidence of the time</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>given when saved</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>guess for each object</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>its mine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>its place</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>its type</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>no</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>not graded yet</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>not saved</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>open</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>position accuracy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>proposal</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>pyproj in {folder} is a wheel with a PROJ library of its own; beside the PROJ that QGIS uses it would end QGIS.</source>
      <translation>{folder} 中的 pyproj 是自带 PROJ 库的 wheel 包，与 QGIS 所用的 PROJ 并存会使 QGIS 崩溃。</translation>
    </message>
    <message>
      <source>shapely cannot be loaded: {error}</source>
      <translation>无法加载 shapely：{error}</translation>
    </message>
    <message>
      <source>shapely in {folder} is a wheel with a GEOS library of its own; beside the GEOS that QGIS uses it would end QGIS.</source>
      <translation>{folder} 中的 shapely 是自带 GEOS 库的 wheel 包，与 QGIS 所用的 GEOS 并存会使 QGIS 崩溃。</translation>
    </message>
    <message>
      <source>shapely in {folder} is version {version}, and version 2 or later is needed.</source>
      <translation>{folder} 中的 shapely 为 {version} 版，需要 2 或更高版本。</translation>
    </message>
    <message>
      <source>shapely uses GEOS {geos}, and QGIS uses GEOS {of_qgis}: the two do not fit together.</source>
      <translation>shapely 使用 GEOS {geos}，QGIS 使用 GEOS {of_qgis}：两者不相容。</translation>
    </message>
    <message>
      <source>sheet {}</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>sqlite-utils in {folder} is version {version}, and version 4 or later is needed.</source>
      <translation>{folder} 中的 sqlite-utils 为 {version} 版，需要 4 或更高版本。</translation>
    </message>
    <message>
      <source>sqlite-utils is not installed.</source>
      <translation>未安装 sqlite-utils。</translation>
    </message>
    <message>
      <source>surveyor</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>to a line</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>to a point</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>to an area</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>to be checked</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>verified</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>what decides the responsibility</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>yes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is not installed.</source>
      <translation>未安装 {name}。</translation>
    </message>
    <message>
      <source>{} (added when saved)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{} (land: {})</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{} (none)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{} hits; click one to see it on the map.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{} m; the rule says {} m</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{} of {} records</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{} problems lack something. Click one to see it on the map, double click to fill it in.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{} protected objects are imported, {} were left out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{} zones are drawn; {} hits lie in them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“Compute zones” draws the zones and lists what lies in them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{}” cannot be read; write it like 1985, 1985-03, 1985-03-02 or 八十年代.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>“{}” is not a photo; choose JPEG, PNG or TIFF files.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ProtectionDock</name>
    <message>
      <source>A click shows both on the map; double click opens the record</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose a rule to read what it says.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Compute zones</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy their objects into the workspace, with class, name and level</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Distances</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Draw the zones around all protected objects, and find what lies in them</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Filter: class, activity, article …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hits</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Import the chosen layers</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In force, this profile</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layers of the map, and what their objects are:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Objects</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only rules that hold today in the chosen profile</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rules of</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Show priorities under document No. 63, or legal restrictions</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Show the hits of one protected class</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The province whose rules stand on top of the national ones</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>RecordForm</name>
    <message>
      <source>Back to the list</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Discard changes</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Draw again, change the geometry type, duplicate, delete</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Forget what was changed since the last save</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>List</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>More</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save this record with everything that hangs on it (Ctrl+S)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Show this record on the map</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Zoom to</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>SurveyDock</name>
    <message>
      <source>Before you leave…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cancel</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose its class, then draw it on the map</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose what it is, then draw it on the map</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Click where the mine is</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Create a workspace…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Create, open, copy or close a workspace</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Delete…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Double click opens a workspace</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Double click or Enter opens a record</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Duplicate</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Edit</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Filter: number, type, township …</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Lists what the problems still lack</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Make a copy of the record with its land and its mines</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Make the change again that was taken back</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Map</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>New mine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>New problem</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>New protected object</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No workspace is open. A workspace is one file that holds the survey of one county: create one to begin, or open one that you have.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open a workspace…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open the form of the chosen record</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Recent workspaces</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Redo</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save edits</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Show the chosen records on the map</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Shows the records that hold every word you type</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Take back the last change</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The list follows the map: it shows what is in sight</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Undo</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Which records the list shows</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Workspace</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Write all open edits of the workspace to the file</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Zoom to</source>
      <translation type="unfinished" />
    </message>
  </context>
</TS>

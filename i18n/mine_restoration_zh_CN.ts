<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>AccessPanel</name>
    <message>
      <source>A click shows the object and the rule's reach on the map</source>
      <translation>单击后在地图上显示保护对象和规则所及范围</translation>
    </message>
    <message>
      <source>A licensed area of the workspace, the selected polygon, or a list of corner points</source>
      <translation>工作空间中的采矿权范围、所选面，或拐点坐标列表</translation>
    </message>
    <message>
      <source>Activities</source>
      <translation>开采活动</translation>
    </message>
    <message>
      <source>Check</source>
      <translation>核查对象</translation>
    </message>
    <message>
      <source>Check access</source>
      <translation>核查准入</translation>
    </message>
    <message>
      <source>Hold the right against reserves and every other restriction</source>
      <translation>与自然保护区及其他各项限制逐一核对</translation>
    </message>
    <message>
      <source>How the sheet calls the right</source>
      <translation>意见单上的矿业权名称</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名称</translation>
    </message>
    <message>
      <source>One corner point in each line:
1, 4144605.743, 37489671.577 (X, Y with its zone)
or 110.8832, 37.4321 (longitude, latitude)
or 110°52′59.5″ 37°25′55.6″</source>
      <translation>每行一个拐点：
1, 4144605.743, 37489671.577（X、带号在前的Y）
或 110.8832, 37.4321（经度、纬度）
或 110°52′59.5″ 37°25′55.6″</translation>
    </message>
    <message>
      <source>Right</source>
      <translation>矿业权</translation>
    </message>
    <message>
      <source>Save the sheet …</source>
      <translation>保存意见单…</translation>
    </message>
    <message>
      <source>The opinion sheet as PDF or HTML, with a map</source>
      <translation>附图的意见单，PDF 或 HTML</translation>
    </message>
    <message>
      <source>since</source>
      <translation>设立于</translation>
    </message>
  </context>
  <context>
    <name>CreateWorkspaceDialog</name>
    <message>
      <source>County code</source>
      <translation>县代码</translation>
    </message>
    <message>
      <source>County name</source>
      <translation>县名称</translation>
    </message>
    <message>
      <source>Create a workspace</source>
      <translation>新建工作空间</translation>
    </message>
    <message>
      <source>File</source>
      <translation>文件</translation>
    </message>
    <message>
      <source>Rules of</source>
      <translation>规则方案</translation>
    </message>
    <message>
      <source>The province whose rules stand on top of the national ones</source>
      <translation>其规则叠加在国家规则之上的省份</translation>
    </message>
    <message>
      <source>Type a code or a name, such as 141125 or 柳林</source>
      <translation>输入代码或名称，如 141125 或柳林</translation>
    </message>
  </context>
  <context>
    <name>LeavingDialog</name>
    <message>
      <source>Before you leave</source>
      <translation>离开现场前</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
  </context>
  <context>
    <name>MineRestoration</name>
    <message>
      <source>(deleted)</source>
      <translation>（已删除）</translation>
    </message>
    <message>
      <source>(no note)</source>
      <translation>（无说明）</translation>
    </message>
    <message>
      <source>(none)</source>
      <translation>（无）</translation>
    </message>
    <message>
      <source>(not here) {}</source>
      <translation>（未到）{}</translation>
    </message>
    <message>
      <source>(unnamed)</source>
      <translation>（未命名）</translation>
    </message>
    <message>
      <source>({} bytes)</source>
      <translation>（{} 字节）</translation>
    </message>
    <message>
      <source>, </source>
      <translation>，</translation>
    </message>
    <message>
      <source>141125 is a county, 141100 a city; empty is the whole province.</source>
      <translation>141125 为县，141100 为市；留空为全省。</translation>
    </message>
    <message>
      <source>1985, 1985-03, 1985-03-02 or 八十年代</source>
      <translation>1985、1985-03、1985-03-02 或八十年代</translation>
    </message>
    <message>
      <source>; </source>
      <translation>；</translation>
    </message>
    <message>
      <source>A county's package</source>
      <translation>某县的数据包</translation>
    </message>
    <message>
      <source>A deleted record travels until every device has received that; then the hub forgets it, and only its history keeps the values. Devices that were silent for longer than the number of days are not waited for and are named: when one comes back it compares everything anew, keeps its own edits and merges them. Without a number the hub's own term holds. Photos that no record and no conflict has named for thirty days are dropped.</source>
      <translation>被删除的记录要传到每台设备为止；此后汇交库不再传送它，内容只留在历史中。超过所填天数没有同步的设备不再等待，并逐一列出：它们再次同步时会全部重新比对，自己的修改保留并合并。不填天数时按汇交库自己的期限。三十天内没有任何记录或冲突引用的照片会被清除。</translation>
    </message>
    <message>
      <source>A key of this computer is damaged</source>
      <translation>本机的一个密钥已损坏</translation>
    </message>
    <message>
      <source>A line needs at least two points; go on clicking.</source>
      <translation>线至少需要两个点，请继续单击。</translation>
    </message>
    <message>
      <source>A record is given back with a reason; write it, then try again.</source>
      <translation>退回记录须写明原因；写好后再试。</translation>
    </message>
    <message>
      <source>A record of “{}” cannot be saved: {}; correct it and save again.</source>
      <translation>“{}”的一条记录无法保存：{}；请改正后重新保存。</translation>
    </message>
    <message>
      <source>A server answers at {}.</source>
      <translation>{} 有服务器应答。</translation>
    </message>
    <message>
      <source>A {} cannot become a {}; import it into a layer of its own type.</source>
      <translation>{} 不能变成 {}；请导入到相应类型的图层。</translation>
    </message>
    <message>
      <source>Accept</source>
      <translation>通过</translation>
    </message>
    <message>
      <source>Access</source>
      <translation>准入</translation>
    </message>
    <message>
      <source>Access check of a mining right</source>
      <translation>矿业权准入核查</translation>
    </message>
    <message>
      <source>Access check of a mining right (准入核查)</source>
      <translation>矿业权准入核查</translation>
    </message>
    <message>
      <source>Activities (codes)</source>
      <translation>开采活动（代码）</translation>
    </message>
    <message>
      <source>Activity</source>
      <translation>活动类型</translation>
    </message>
    <message>
      <source>Adapt the rule for the province …</source>
      <translation>为本省调整该规则…</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>新增</translation>
    </message>
    <message>
      <source>Add a province's rules, or rename, remove and export them</source>
      <translation>新建省级规则方案，或改名、移除、导出</translation>
    </message>
    <message>
      <source>Add land</source>
      <translation>添加地类</translation>
    </message>
    <message>
      <source>Add layers of roads, railways, rivers, reserves or villages to the map; they are listed here.</source>
      <translation>请把公路、铁路、河流、自然保护地或村庄图层加到地图中，它们会列在这里。</translation>
    </message>
    <message>
      <source>Add photos…</source>
      <translation>添加照片…</translation>
    </message>
    <message>
      <source>Add record</source>
      <translation>新增记录</translation>
    </message>
    <message>
      <source>Add …</source>
      <translation>新增…</translation>
    </message>
    <message>
      <source>All</source>
      <translation>全部</translation>
    </message>
    <message>
      <source>All classes ({})</source>
      <translation>全部类别（{}）</translation>
    </message>
    <message>
      <source>All corner points lie on one line; check their digits.</source>
      <translation>所有拐点在一条直线上，请核对数字。</translation>
    </message>
    <message>
      <source>All counties ({})</source>
      <translation>全部县区（{}）</translation>
    </message>
    <message>
      <source>All counties, at the hub</source>
      <translation>汇交库的各县</translation>
    </message>
    <message>
      <source>All edits are saved.</source>
      <translation>所有修改均已保存。</translation>
    </message>
    <message>
      <source>All grades</source>
      <translation>全部影响程度</translation>
    </message>
    <message>
      <source>All hits</source>
      <translation>全部命中</translation>
    </message>
    <message>
      <source>All profiles …</source>
      <translation>全部方案…</translation>
    </message>
    <message>
      <source>All types</source>
      <translation>全部类型</translation>
    </message>
    <message>
      <source>Also</source>
      <translation>另见</translation>
    </message>
    <message>
      <source>An area needs at least three points; go on clicking.</source>
      <translation>面至少需要三个点，请继续单击。</translation>
    </message>
    <message>
      <source>Analysis</source>
      <translation>分析</translation>
    </message>
    <message>
      <source>Answering at the hub</source>
      <translation>正在汇交库办理</translation>
    </message>
    <message>
      <source>Any raster that GDAL reads, in any coordinate reference system; its first band.</source>
      <translation>GDAL 能读取的任意栅格，坐标系不限；使用第一波段。</translation>
    </message>
    <message>
      <source>Area</source>
      <translation>面积</translation>
    </message>
    <message>
      <source>Area (hm²)</source>
      <translation>面积（hm²）</translation>
    </message>
    <message>
      <source>Area that is seen (hm²)</source>
      <translation>可见面积（hm²）</translation>
    </message>
    <message>
      <source>Area within the radius without elevation (hm²)</source>
      <translation>半径内无高程的面积（hm²）</translation>
    </message>
    <message>
      <source>Ask the sender for the fingerprint by telephone and type it here:</source>
      <translation>请打电话向发送方核对指纹，并在此输入：</translation>
    </message>
    <message>
      <source>At the hub: takes the changes of a county's package in and writes the receipt that goes back (give HUB and RECEIPT). In the county: takes the receipt in, with what is new at the hub (give WORKSPACE). The package is verified as a whole first; one that is damaged, forged, for somebody else or already known is refused with a sentence, and nothing is changed.</source>
      <translation>在汇交库一方：收入某县数据包的变更，并写出带回的回执（填 HUB 和 RECEIPT）。在县一方：导入回执及汇交库中的新内容（填 WORKSPACE）。导入前先整体校验；损坏、伪造、收件人不符或已收过的数据包会被拒绝并说明原因，不作任何变更。</translation>
    </message>
    <message>
      <source>Basic farmland</source>
      <translation>基本农田</translation>
    </message>
    <message>
      <source>Before</source>
      <translation>原值</translation>
    </message>
    <message>
      <source>Brings a layer or a spreadsheet (GeoPackage, Shapefile in GBK or UTF-8, GeoJSON, OpenStreetMap extract, CSV, XLSX) into the workspace. Columns are matched by name, Chinese or English label and alias; codes may be codes or labels. Geometry is reprojected to EPSG:4490 and repaired. A row that cannot be imported is skipped with a reason; the report lists them all. A failure or a cancel leaves nothing half-written.

TARGET is a table or a family (problem, protected_object, mine), which takes points, lines and areas apart. MAPPING is a JSON object of source columns and their target columns; a key that begins with = is a value for all rows, an empty target leaves the column out.</source>
      <translation>把图层或电子表格（GeoPackage、GBK 或 UTF-8 编码的 Shapefile、GeoJSON、OpenStreetMap 数据、CSV、XLSX）导入工作空间。字段按名称、中英文标签和别名对应；代码可写代码或名称。几何转换到 EPSG:4490 并修复。无法导入的行连同原因跳过，报告逐一列出。失败或取消时不留下写了一半的内容。

TARGET 为数据表或表族（problem、protected_object、mine），表族按点、线、面分别写入。MAPPING 为 JSON 对象，由源字段到目标字段；以 = 开头的键为所有行的固定值，目标留空则舍去该字段。</translation>
    </message>
    <message>
      <source>Buffer in metres</source>
      <translation>米制缓冲区</translation>
    </message>
    <message>
      <source>Buffers</source>
      <translation>缓冲区</translation>
    </message>
    <message>
      <source>Buffers a layer in any coordinate reference system by a distance in metres on the ellipsoid, exact to some millionths, with round ends. An outline of n segments a quarter circle is never nearer than distance × cos(3π/8n): 0.1 % short at 27 segments. Optionally the buffers are merged, all into one or by the values of a field. Invalid input is repaired and told; the output has the layer's own coordinate reference system.</source>
      <translation>对任意坐标系的图层按椭球面上的米制距离作缓冲区，误差为百万分之几，端头为圆形。每四分之一圆取 n 段时，边界不近于 距离 × cos(3π/8n)：27 段时短 0.1 %。缓冲区可合并为一个，或按字段值合并。无效几何自动修复并提示；输出沿用图层自身的坐标系。</translation>
    </message>
    <message>
      <source>By</source>
      <translation>修改人</translation>
    </message>
    <message>
      <source>CSV (*.csv)</source>
      <translation>CSV (*.csv)</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Certificate</source>
      <translation>证书</translation>
    </message>
    <message>
      <source>Certificate (*.crt *.pem)</source>
      <translation>证书 (*.crt *.pem)</translation>
    </message>
    <message>
      <source>Change geometry type</source>
      <translation>更改几何类型</translation>
    </message>
    <message>
      <source>Change record</source>
      <translation>修改记录</translation>
    </message>
    <message>
      <source>Change the geometry type</source>
      <translation>更改几何类型</translation>
    </message>
    <message>
      <source>Change …</source>
      <translation>修改…</translation>
    </message>
    <message>
      <source>Changed by</source>
      <translation>修改人</translation>
    </message>
    <message>
      <source>Changes in the package</source>
      <translation>数据包中的变更</translation>
    </message>
    <message>
      <source>Changes sent</source>
      <translation>已发送变更</translation>
    </message>
    <message>
      <source>Changes taken in</source>
      <translation>收入的变更</translation>
    </message>
    <message>
      <source>Check workspace</source>
      <translation>检查工作空间</translation>
    </message>
    <message>
      <source>Checking the access</source>
      <translation>正在核查准入</translation>
    </message>
    <message>
      <source>Checking whether zones are current</source>
      <translation>正在检查范围是否为最新</translation>
    </message>
    <message>
      <source>Chinese name</source>
      <translation>中文名称</translation>
    </message>
    <message>
      <source>Choose a county of the list; its code has six digits.</source>
      <translation>请从列表中选择县，县代码为六位数字。</translation>
    </message>
    <message>
      <source>Choose a rule in the table first.</source>
      <translation>请先在表中选择一条规则。</translation>
    </message>
    <message>
      <source>Choose an elevation model</source>
      <translation>选择高程模型</translation>
    </message>
    <message>
      <source>Choose an elevation model; people look from {} objects.</source>
      <translation>请选择高程模型；将从 {} 个对象处观察。</translation>
    </message>
    <message>
      <source>Choose photos</source>
      <translation>选择照片</translation>
    </message>
    <message>
      <source>Choose the certificate</source>
      <translation>选择证书</translation>
    </message>
    <message>
      <source>Choose the file that will hold the workspace.</source>
      <translation>请选择保存工作空间的文件。</translation>
    </message>
    <message>
      <source>Choose the hub</source>
      <translation>选择汇交库</translation>
    </message>
    <message>
      <source>Choose the hub of your county, or create a new one.</source>
      <translation>请选择本县的汇交库，或新建一个。</translation>
    </message>
    <message>
      <source>Choose the province in “Rules of” first, or add one with “…” beside it.</source>
      <translation>请先在“规则方案”中选择省份，或用旁边的“…”新建。</translation>
    </message>
    <message>
      <source>City reviewer</source>
      <translation>市级审核人</translation>
    </message>
    <message>
      <source>Class</source>
      <translation>类别</translation>
    </message>
    <message>
      <source>Class, zone</source>
      <translation>类别、功能区</translation>
    </message>
    <message>
      <source>Classified records that stay</source>
      <translation>留在本机的涉密记录</translation>
    </message>
    <message>
      <source>Click along the line; right click or double click ends it. Backspace takes back a point, Esc cancels.</source>
      <translation>沿线单击，右键单击或双击结束。退格键撤回一点，Esc 键取消。</translation>
    </message>
    <message>
      <source>Click around the area; right click or double click closes it. Backspace takes back a point, Esc cancels.</source>
      <translation>沿边界单击，右键单击或双击闭合。退格键撤回一点，Esc 键取消。</translation>
    </message>
    <message>
      <source>Click the place on the map. Esc cancels.</source>
      <translation>在地图上单击位置。Esc 键取消。</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
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
      <translation>关闭工作空间</translation>
    </message>
    <message>
      <source>Columns (JSON; empty: by name)</source>
      <translation>字段对应（JSON；留空则按名称）</translation>
    </message>
    <message>
      <source>Compare with the plugin's rules</source>
      <translation>与插件自带规则比较</translation>
    </message>
    <message>
      <source>Compare with the plugin's rules …</source>
      <translation>与插件自带规则比较…</translation>
    </message>
    <message>
      <source>Compared with what was accepted on {}.</source>
      <translation>与 {} 通过审核的内容比较。</translation>
    </message>
    <message>
      <source>Compared with what was given back on {}: {}</source>
      <translation>与 {} 退回的内容比较，退回原因：{}</translation>
    </message>
    <message>
      <source>Complete where?</source>
      <translation>何处完整？</translation>
    </message>
    <message>
      <source>Computed</source>
      <translation>计算时间</translation>
    </message>
    <message>
      <source>Computed {} with the rules of {}.</source>
      <translation>计算于 {}，采用规则：{}。</translation>
    </message>
    <message>
      <source>Computes every derived value of the workspace anew by the rules in force today: impact grade (DZ/T 0223-2011, annex E), responsibility for the problem and for the land, scale, areas (hm²), lengths (m) and map sheet, each with its reasons. GRADED counts the problems that got a grade, RESPONSIBILITY those whose responsibility could be determined.</source>
      <translation>按现行规则重新计算工作空间的全部导出值：影响程度（DZ/T 0223-2011 附录 E）、问题和土地的责任主体、规模、面积（hm²）、长度（m）和图幅号，并给出理由。GRADED 为已评定影响程度的问题数，RESPONSIBILITY 为责任已认定的问题数。</translation>
    </message>
    <message>
      <source>Computing protection zones</source>
      <translation>正在计算保护范围</translation>
    </message>
    <message>
      <source>Computing the visible range</source>
      <translation>正在计算可视范围</translation>
    </message>
    <message>
      <source>Conclusion</source>
      <translation>结论</translation>
    </message>
    <message>
      <source>Conclusion (code)</source>
      <translation>结论（代码）</translation>
    </message>
    <message>
      <source>Condition</source>
      <translation>条件</translation>
    </message>
    <message>
      <source>Confidence</source>
      <translation>可信度</translation>
    </message>
    <message>
      <source>Confirmed responsibility and review</source>
      <translation>责任确认与审核</translation>
    </message>
    <message>
      <source>Connect to the province</source>
      <translation>连接省级汇交库</translation>
    </message>
    <message>
      <source>Connect to the province…</source>
      <translation>连接省级汇交库…</translation>
    </message>
    <message>
      <source>Continue as a new device</source>
      <translation>作为新设备继续</translation>
    </message>
    <message>
      <source>Continue as a new device: a restored backup, or a cloned computer</source>
      <translation>作为新设备继续：恢复的备份或克隆的电脑</translation>
    </message>
    <message>
      <source>Continue as a new device…</source>
      <translation>作为新设备继续…</translation>
    </message>
    <message>
      <source>Copy the workspace to</source>
      <translation>复制工作空间到</translation>
    </message>
    <message>
      <source>Copy the workspace…</source>
      <translation>复制工作空间…</translation>
    </message>
    <message>
      <source>Corner points</source>
      <translation>拐点坐标</translation>
    </message>
    <message>
      <source>Counties (CSV)</source>
      <translation>县区（CSV）</translation>
    </message>
    <message>
      <source>Counties and people of the province's hub</source>
      <translation>省级汇交库的县区与人员</translation>
    </message>
    <message>
      <source>Counties of the hub</source>
      <translation>汇交库的县区数</translation>
    </message>
    <message>
      <source>County</source>
      <translation>县区</translation>
    </message>
    <message>
      <source>County beyond the line (six digits)</source>
      <translation>共享给的县（六位代码）</translation>
    </message>
    <message>
      <source>County code (six digits)</source>
      <translation>县代码（六位）</translation>
    </message>
    <message>
      <source>County name (empty: as in the national list)</source>
      <translation>县名称（留空则按全国代码表）</translation>
    </message>
    <message>
      <source>County of the records (six digits)</source>
      <translation>记录所属的县（六位代码）</translation>
    </message>
    <message>
      <source>County reviewer</source>
      <translation>县级审核人</translation>
    </message>
    <message>
      <source>Create</source>
      <translation>新建</translation>
    </message>
    <message>
      <source>Create a hub</source>
      <translation>新建汇交库</translation>
    </message>
    <message>
      <source>Create a workspace…</source>
      <translation>新建工作空间…</translation>
    </message>
    <message>
      <source>Create workspace</source>
      <translation>新建工作空间</translation>
    </message>
    <message>
      <source>Database</source>
      <translation>数据库</translation>
    </message>
    <message>
      <source>Database (postgresql://host/database)</source>
      <translation>数据库（postgresql://主机/数据库）</translation>
    </message>
    <message>
      <source>Decided; the next sync tells the others.</source>
      <translation>已选定；下次同步时通知其他各方。</translation>
    </message>
    <message>
      <source>Decline</source>
      <translation>不采纳</translation>
    </message>
    <message>
      <source>Declined</source>
      <translation>未采纳</translation>
    </message>
    <message>
      <source>Default half-widths</source>
      <translation>半宽缺省值</translation>
    </message>
    <message>
      <source>Default half-widths …</source>
      <translation>半宽缺省值…</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>删除</translation>
    </message>
    <message>
      <source>Delete record</source>
      <translation>删除记录</translation>
    </message>
    <message>
      <source>Delete {} records?</source>
      <translation>删除 {} 条记录？</translation>
    </message>
    <message>
      <source>Delete “{}”?</source>
      <translation>删除“{}”？</translation>
    </message>
    <message>
      <source>Deleted. “Undo” brings it back until the edits are saved.</source>
      <translation>已删除。保存之前可用“撤销”恢复。</translation>
    </message>
    <message>
      <source>Delete…</source>
      <translation>删除…</translation>
    </message>
    <message>
      <source>Deletions forgotten</source>
      <translation>已清除的删除记录</translation>
    </message>
    <message>
      <source>Devices not waited for</source>
      <translation>不再等待的设备</translation>
    </message>
    <message>
      <source>Devices silent for so many days are not waited for</source>
      <translation>多少天没有同步的设备不再等待</translation>
    </message>
    <message>
      <source>Difference</source>
      <translation>差异</translation>
    </message>
    <message>
      <source>Direction</source>
      <translation>方向</translation>
    </message>
    <message>
      <source>Discard</source>
      <translation>放弃</translation>
    </message>
    <message>
      <source>Disk quota exceeded</source>
      <translation>磁盘配额已用完</translation>
    </message>
    <message>
      <source>Distance (m)</source>
      <translation>距离（m）</translation>
    </message>
    <message>
      <source>Draw again</source>
      <translation>重新绘制</translation>
    </message>
    <message>
      <source>Draw it in a layer of your own, and select it alone</source>
      <translation>请在自己的图层中绘制，并只选中这一个要素</translation>
    </message>
    <message>
      <source>Draws the sheets of the national sheet division (GB/T 13989-2012) that the features of a layer lie on, with their numbers, at the given scale, in EPSG:4490. Sheet edges are exact fractions of a degree.</source>
      <translation>按给定比例尺绘制图层要素所在的国家基本比例尺地形图图幅（GB/T 13989-2012）及其编号，坐标系为 EPSG:4490。图幅边界为度的精确分数。</translation>
    </message>
    <message>
      <source>Draws the zone of every distance rule around the workspace's protected objects, in metres on the ellipsoid from the edge that the law names, and lists the problems and mining rights that lie in one: distance (m), overlap (hm²), legal basis, and apart from each other whether it is a priority under No. 63 and whether mining is legally restricted. Both tables of the workspace are replaced.</source>
      <translation>按各条距离规定在工作空间的保护对象周边绘制保护范围，自法定起算位置起按椭球面上的米计量，并列出落入其中的问题和矿业权：距离（m）、重叠面积（hm²）、法律依据，以及分别标明的63号文重点和法定限制。工作空间的两个结果表将被替换。</translation>
    </message>
    <message>
      <source>Drop photos or a folder here, or choose files.</source>
      <translation>把照片或文件夹拖到这里，或选择文件。</translation>
    </message>
    <message>
      <source>Duplicate</source>
      <translation>复制</translation>
    </message>
    <message>
      <source>Duplicate record</source>
      <translation>复制记录</translation>
    </message>
    <message>
      <source>Edits that are not saved do not count; save them and compute again.</source>
      <translation>未保存的修改不参与计算；请保存后重新计算。</translation>
    </message>
    <message>
      <source>Elevation model</source>
      <translation>高程模型</translation>
    </message>
    <message>
      <source>Elevation model (heights in metres)</source>
      <translation>数字高程模型（高程单位：米）</translation>
    </message>
    <message>
      <source>Encrypt for the hub</source>
      <translation>为汇交库加密</translation>
    </message>
    <message>
      <source>Encrypted</source>
      <translation>加密</translation>
    </message>
    <message>
      <source>Encrypted, certificate and name checked</source>
      <translation>加密，核对证书和名称</translation>
    </message>
    <message>
      <source>Encrypted, certificate issued by the one below</source>
      <translation>加密，核对是否由下列证书签发</translation>
    </message>
    <message>
      <source>English name</source>
      <translation>英文名称</translation>
    </message>
    <message>
      <source>Errors</source>
      <translation>错误</translation>
    </message>
    <message>
      <source>Established on (day, such as 2001-05-01)</source>
      <translation>设立日期（如 2001-05-01）</translation>
    </message>
    <message>
      <source>Every version of the rule, the oldest first.</source>
      <translation>该规则的所有版本，旧的在前。</translation>
    </message>
    <message>
      <source>Every {} minutes while online</source>
      <translation>在线时每 {} 分钟</translation>
    </message>
    <message>
      <source>Everything works.</source>
      <translation>一切正常。</translation>
    </message>
    <message>
      <source>Excel workbook (*.xlsx)</source>
      <translation>Excel 工作簿 (*.xlsx)</translation>
    </message>
    <message>
      <source>Exchanging records</source>
      <translation>正在交换记录</translation>
    </message>
    <message>
      <source>Export a package</source>
      <translation>导出数据包</translation>
    </message>
    <message>
      <source>Export encrypted for the hub…</source>
      <translation>为汇交库加密导出…</translation>
    </message>
    <message>
      <source>Export package…</source>
      <translation>导出数据包…</translation>
    </message>
    <message>
      <source>Export the rules</source>
      <translation>导出规则</translation>
    </message>
    <message>
      <source>Export the rules of the profile …</source>
      <translation>导出本方案的规则…</translation>
    </message>
    <message>
      <source>Export the rules …</source>
      <translation>导出规则…</translation>
    </message>
    <message>
      <source>Exported: {}</source>
      <translation>导出时间：{}</translation>
    </message>
    <message>
      <source>Field</source>
      <translation>字段</translation>
    </message>
    <message>
      <source>File exists</source>
      <translation>同名文件已存在</translation>
    </message>
    <message>
      <source>File name too long</source>
      <translation>文件名过长</translation>
    </message>
    <message>
      <source>Fill in first: {}.</source>
      <translation>请先填写：{}。</translation>
    </message>
    <message>
      <source>Fill in the form: grade and responsibility appear here with their reasons.</source>
      <translation>填写表单后，影响程度和责任主体及其理由显示在这里。</translation>
    </message>
    <message>
      <source>Findings</source>
      <translation>核查结果</translation>
    </message>
    <message>
      <source>Fingerprint of the key</source>
      <translation>密钥指纹</translation>
    </message>
    <message>
      <source>Fingerprint of the own key</source>
      <translation>本方密钥指纹</translation>
    </message>
    <message>
      <source>Fingerprint that is trusted now</source>
      <translation>现已信任的指纹</translation>
    </message>
    <message>
      <source>Fingerprint that its sender read out</source>
      <translation>对方读出的指纹</translation>
    </message>
    <message>
      <source>First</source>
      <translation>先后</translation>
    </message>
    <message>
      <source>First passwords</source>
      <translation>初始密码</translation>
    </message>
    <message>
      <source>Forget deletions in the province's hub</source>
      <translation>清除省级汇交库中已送达的删除记录</translation>
    </message>
    <message>
      <source>From</source>
      <translation>来源</translation>
    </message>
    <message>
      <source>Geometry</source>
      <translation>几何</translation>
    </message>
    <message>
      <source>Give either the workspace, for a receipt, or the hub, for a county's package.</source>
      <translation>请填工作空间（用于回执）或汇交库（用于县的数据包），二者选一。</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>Go on writing</source>
      <translation>继续填写</translation>
    </message>
    <message>
      <source>Grade</source>
      <translation>影响程度</translation>
    </message>
    <message>
      <source>Grade all records anew</source>
      <translation>重新评定全部记录</translation>
    </message>
    <message>
      <source>Grading all records</source>
      <translation>正在评定全部记录</translation>
    </message>
    <message>
      <source>Grant</source>
      <translation>共享</translation>
    </message>
    <message>
      <source>Granted by</source>
      <translation>授权人</translation>
    </message>
    <message>
      <source>Half-width (m)</source>
      <translation>半宽（m）</translation>
    </message>
    <message>
      <source>Half-width of {}</source>
      <translation>{} 的半宽</translation>
    </message>
    <message>
      <source>Handed in for the first time.</source>
      <translation>首次提交。</translation>
    </message>
    <message>
      <source>Height of the eye above the ground (m)</source>
      <translation>观察点离地高度（m）</translation>
    </message>
    <message>
      <source>Height of what is looked at above the ground (m)</source>
      <translation>被观察物离地高度（m）</translation>
    </message>
    <message>
      <source>History of the rule …</source>
      <translation>该规则的历史…</translation>
    </message>
    <message>
      <source>History of {}</source>
      <translation>{} 的历史</translation>
    </message>
    <message>
      <source>Hits</source>
      <translation>命中</translation>
    </message>
    <message>
      <source>Holds a mining right against every protected object of the workspace and the rules that fit its activities: overlap (hm² and share), functional zone, distance (m), legal basis, and which was established first. A new right is prohibited where a ban holds; an existing one is to be handled. The opinion is written as a sheet with a map (HTML, PDF). Nothing in the workspace is changed.

RIGHT is a layer with one polygon, or with one that is selected. Without it CORNERS are the corner points, one in a line: longitude and latitude, or X and Y with the zone number in front of Y; a number may stand before them, a blank line begins another ring. ACTIVITY are codes such as open_pit, underground, quarry, sand or tailings, joined by semicolons; left empty, every rule counts.</source>
      <translation>将矿业权与工作空间内所有保护对象及适用于其开采活动的规则逐一核对：重叠面积（hm²）与占比、功能区、距离（m）、法律依据、设立先后。有禁止性规定的，新设矿业权不得设立，已设矿业权按规定处理。意见写成附图的意见单（HTML、PDF）。工作空间内容不作任何改动。

RIGHT 为只有一个面、或选中一个面的图层。无图层时 CORNERS 为拐点坐标，每行一个：经度和纬度，或 X 和带号在前的 Y；前面可写点号，空行另起一圈。ACTIVITY 为代码，如 open_pit、underground、quarry、sand、tailings，以分号分隔；留空则按所有规则核对。</translation>
    </message>
    <message>
      <source>Host</source>
      <translation>主机</translation>
    </message>
    <message>
      <source>How many observers see each cell</source>
      <translation>每个像元被多少观察点看见</translation>
    </message>
    <message>
      <source>Hub (*.mrhub *.sqlite)</source>
      <translation>汇交库 (*.mrhub *.sqlite)</translation>
    </message>
    <message>
      <source>Hub (file, folder or postgresql://…)</source>
      <translation>汇交库（文件、文件夹或 postgresql://…）</translation>
    </message>
    <message>
      <source>Hub file…</source>
      <translation>汇交库文件…</translation>
    </message>
    <message>
      <source>Hub, for a county's package</source>
      <translation>汇交库，用于县的数据包</translation>
    </message>
    <message>
      <source>Id</source>
      <translation>编号</translation>
    </message>
    <message>
      <source>Impact</source>
      <translation>影响</translation>
    </message>
    <message>
      <source>Import a package</source>
      <translation>导入数据包</translation>
    </message>
    <message>
      <source>Import a receipt</source>
      <translation>导入回执</translation>
    </message>
    <message>
      <source>Import receipt…</source>
      <translation>导入回执…</translation>
    </message>
    <message>
      <source>Import records</source>
      <translation>导入记录</translation>
    </message>
    <message>
      <source>Import rules</source>
      <translation>导入规则</translation>
    </message>
    <message>
      <source>Import rules …</source>
      <translation>导入规则…</translation>
    </message>
    <message>
      <source>Importing protected objects</source>
      <translation>正在导入保护对象</translation>
    </message>
    <message>
      <source>In another shape</source>
      <translation>其他几何类型</translation>
    </message>
    <message>
      <source>In sight</source>
      <translation>可视</translation>
    </message>
    <message>
      <source>In the workspace: {}</source>
      <translation>工作空间内：{}</translation>
    </message>
    <message>
      <source>Input/output error</source>
      <translation>磁盘报告错误</translation>
    </message>
    <message>
      <source>Install `{package}` with the installer that QGIS came from (on Windows, OSGeo4W).</source>
      <translation>请用安装 QGIS 的安装程序（Windows 上为 OSGeo4W）安装 `{package}`。</translation>
    </message>
    <message>
      <source>Install or upgrade the province's hub</source>
      <translation>安装或升级省级汇交库</translation>
    </message>
    <message>
      <source>Install the plugin from its release archive, which brings {name} along, or run `python3 -m pip install --user {name}`.</source>
      <translation>请用发行包安装本插件（其中自带 {name}），或运行 `python3 -m pip install --user {name}`。</translation>
    </message>
    <message>
      <source>Install the system's own package: `sudo apt install {package}`.</source>
      <translation>请安装系统自带的软件包：`sudo apt install {package}`。</translation>
    </message>
    <message>
      <source>Is a directory</source>
      <translation>这是一个文件夹</translation>
    </message>
    <message>
      <source>Is this workspace a restored backup, or a clone of another computer? It then goes on as a device of its own: what is recorded here stays and is merged, and a package whose receipt has not come is exported once more.</source>
      <translation>本工作空间是恢复的备份，或是从另一台电脑克隆来的吗？它将作为独立的新设备继续：这里记录的内容全部保留并合并；尚未收到回执的数据包请重新导出。</translation>
    </message>
    <message>
      <source>It can be undone until the edits are saved.</source>
      <translation>保存之前可以撤销。</translation>
    </message>
    <message>
      <source>It holds until</source>
      <translation>有效至</translation>
    </message>
    <message>
      <source>It is shared with no county.</source>
      <translation>尚未共享给任何县。</translation>
    </message>
    <message>
      <source>It may</source>
      <translation>权限</translation>
    </message>
    <message>
      <source>It no longer counts. Its versions stay in the history.</source>
      <translation>该规则不再生效，其各版本保留在历史中。</translation>
    </message>
    <message>
      <source>Its county shares it for reading alone</source>
      <translation>所属县只共享查看</translation>
    </message>
    <message>
      <source>Its rules stand on top of the national ones; until it has any, the national ones hold.</source>
      <translation>省级规则叠加在国家规则之上；尚无省级规则时，按国家规则执行。</translation>
    </message>
    <message>
      <source>JSON (*.json)</source>
      <translation>JSON (*.json)</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>保留</translation>
    </message>
    <message>
      <source>Keep as a new version</source>
      <translation>存为新版本</translation>
    </message>
    <message>
      <source>Keep unsaved records</source>
      <translation>保留未保存的记录</translation>
    </message>
    <message>
      <source>Key card</source>
      <translation>密钥卡</translation>
    </message>
    <message>
      <source>Key card (*.mrkey)</source>
      <translation>密钥卡 (*.mrkey)</translation>
    </message>
    <message>
      <source>Key card that came (*.mrkey)</source>
      <translation>收到的密钥卡 (*.mrkey)</translation>
    </message>
    <message>
      <source>Keys for packages</source>
      <translation>数据包密钥</translation>
    </message>
    <message>
      <source>Kind</source>
      <translation>种类</translation>
    </message>
    <message>
      <source>Land damaged</source>
      <translation>损毁土地</translation>
    </message>
    <message>
      <source>Land damaged (hm²)</source>
      <translation>损毁土地（hm²）</translation>
    </message>
    <message>
      <source>Land, {}: {}</source>
      <translation>土地，{}：{}</translation>
    </message>
    <message>
      <source>Largest distance between two observers along a line (m)</source>
      <translation>沿线相邻观察点的最大间距（m）</translation>
    </message>
    <message>
      <source>Last sync: {}</source>
      <translation>上次同步：{}</translation>
    </message>
    <message>
      <source>Layer</source>
      <translation>图层</translation>
    </message>
    <message>
      <source>Layer or spreadsheet</source>
      <translation>图层或电子表格</translation>
    </message>
    <message>
      <source>Layers of the map, and what their objects are:</source>
      <translation>地图中的图层及其对象所属类别：</translation>
    </message>
    <message>
      <source>Legal basis</source>
      <translation>法律依据</translation>
    </message>
    <message>
      <source>Legal restriction</source>
      <translation>法定限制</translation>
    </message>
    <message>
      <source>Lets another county see records at the province's hub: read them, or also propose changes; “withdraw” takes that back. INPUT is a layer with a field uuid, such as one of the workspace or of the province's project; choose “selected features only”. Photos go with their records. A reviewer of the county that the records belong to does this. Classified records, and those the hub does not have, are left out and named.</source>
      <translation>让另一个县在省级汇交库中查看记录（read），或同时可提出修改建议（propose）；“withdraw”收回共享。INPUT 是带有 uuid 字段的图层，如工作空间或省级工程中的图层；请勾选“仅选中的要素”。照片随记录一起共享。由记录所属县的审核人操作。涉密记录和汇交库中没有的记录不予共享，并逐条列出。</translation>
    </message>
    <message>
      <source>Link a mine</source>
      <translation>关联矿山</translation>
    </message>
    <message>
      <source>Login</source>
      <translation>登录配置</translation>
    </message>
    <message>
      <source>Login of the county's reviewer</source>
      <translation>县级审核人的登录</translation>
    </message>
    <message>
      <source>Login of the hub</source>
      <translation>汇交库的登录</translation>
    </message>
    <message>
      <source>Login of who runs the database</source>
      <translation>数据库管理员的登录配置</translation>
    </message>
    <message>
      <source>Looking at the hub</source>
      <translation>正在查看汇交库</translation>
    </message>
    <message>
      <source>Looks at the ground from observers along lines and outlines or at points, as far as the radius (m), over an elevation model in any coordinate reference system. The raster says how many observers see each cell; cells that nobody sees are no data. Optionally the outline of what is seen comes as a polygon. Heights are above the ground; the earth's curvature and the refraction of light are taken off as in GDAL's viewshed, whose cells the result has for each observer. Cells without a height hide nothing, are never seen, and are reported as an area (hm²).</source>
      <translation>在任意坐标系的高程模型上，从沿线、沿边界或点上的观察点向四周观察，直至半径（m）。结果栅格给出每个像元被多少观察点看见，无人看见的像元为无数据；可另输出可见范围的面。高度均为离地高度；地球曲率和大气折光按 GDAL 视域分析的方式改正，每个观察点的结果像元与其一致。没有高程的像元不遮挡视线，也从不可见，并以面积（hm²）报告。</translation>
    </message>
    <message>
      <source>Looks for what is wrong with a workspace: the file's integrity, tables, triggers, uuids, rows without their parent, codes, geometries, spatial index, missing photos and grades that are out of date. Errors want mending before the next sync, warnings are for a person to judge. The report is HTML, or JSON where its name ends in .json.</source>
      <translation>检查工作空间的问题：文件完整性、数据表、触发器、uuid、缺少上级的行、代码、几何、空间索引、缺失的照片和过期的影响程度。错误须在下次同步前修正，警告由人判断。报告为 HTML；文件名以 .json 结尾时为 JSON。</translation>
    </message>
    <message>
      <source>Looks from the workspace's protected objects that have a rule of the visible range, over an elevation model, and writes for each class the outline of what is seen, and for each problem and mining right whether it is seen, how large a share of it, and from which stretch (m). Left empty, the radius is that of each rule, and heights and spacing are the workspace's settings. Compute the protection zones afterwards: what is hidden by terrain is then no priority, and what is seen may be restricted.</source>
      <translation>从工作空间中适用直观可视范围规定的保护对象出发，在高程模型上观察，写入各类别的可见范围，以及每个问题和采矿权是否可见、可见比例、从哪一路段（m）可见。半径留空则采用各规则的半径，高度和间距采用工作空间的设置。之后请计算保护范围：被地形遮挡的不再列为重点，可见的可能受到限制。</translation>
    </message>
    <message>
      <source>Made</source>
      <translation>修改时间</translation>
    </message>
    <message>
      <source>Mailbox folder</source>
      <translation>信箱文件夹</translation>
    </message>
    <message>
      <source>Mailbox folder…</source>
      <translation>信箱文件夹…</translation>
    </message>
    <message>
      <source>Makes an empty survey workspace of one county: a GeoPackage with the tables, code lists and rules, in EPSG:4490. A workspace that exists already is not replaced. The county code has six digits (GB/T 2260).</source>
      <translation>新建一个县的空白调查工作空间：包含数据表、代码表和规则的 GeoPackage，坐标系为 EPSG:4490。已有的工作空间不会被覆盖。县代码为六位数字（GB/T 2260）。</translation>
    </message>
    <message>
      <source>Makes counties and people on the hub from two CSV files: counties with the columns code and name; people with login, name, area (six digits: 140000 a province, 141100 a city, 141125 a county) and role (surveyor, contractor, county_reviewer, city_reviewer, province_reviewer, admin), a line for each role. New logins get a first password, written into OUTPUT; hand it over and delete the file. What is there already stays.</source>
      <translation>根据两个 CSV 文件在汇交库中建立县区和人员：县区文件含 code、name 两列；人员文件含 login、name、area（六位代码：140000 为省，141100 为市，141125 为县）和 role（surveyor 调查员、contractor 技术单位、county_reviewer 县级审核、city_reviewer 市级审核、province_reviewer 省级审核、admin 管理员），每个角色一行。新登录名得到初始密码，写入 OUTPUT；交付后请删除该文件。已有的内容保持不变。</translation>
    </message>
    <message>
      <source>Makes the hub in a PostgreSQL database (15 or later) with PostGIS, or brings it to the newest version; doing it again changes nothing. Needs the rights of a superuser. All of it is one transaction: it is done as a whole or not at all.</source>
      <translation>在带 PostGIS 的 PostgreSQL 数据库（15 或更高版本）中建立汇交库，或升级到最新版本；重复执行不会改变任何内容。需要超级用户权限。全部在一个事务中完成：要么全部完成，要么什么也不做。</translation>
    </message>
    <message>
      <source>Makes the key of a county (SCOPE: its six digits) or of the hub (SCOPE: hub) in this profile, if there is none, and writes its card for the other side. Or trusts the key of a CARD that came: ask its sender for the fingerprint by telephone and give it as FINGERPRINT.</source>
      <translation>如本用户配置中还没有，则生成县（SCOPE 填六位代码）或汇交库（SCOPE 填 hub）的密钥，并写出给对方的密钥卡；或信任收到的密钥卡（CARD）：请打电话向对方核对指纹，填入 FINGERPRINT。</translation>
    </message>
    <message>
      <source>Map sheets</source>
      <translation>图幅</translation>
    </message>
    <message>
      <source>Map sheets (GB/T 13989)</source>
      <translation>图幅（GB/T 13989）</translation>
    </message>
    <message>
      <source>Measured from</source>
      <translation>起算位置</translation>
    </message>
    <message>
      <source>Merge by the values of</source>
      <translation>按字段值合并</translation>
    </message>
    <message>
      <source>Merge the buffers</source>
      <translation>合并缓冲区</translation>
    </message>
    <message>
      <source>Merges problems that are not further than GAP metres from one another into treatment zones, leaves out those smaller than MIN_AREA hm² (on the ellipsoid), and adds the rest to the workspace as proposals, each with the type that the rules suggest. Zones that are there already stay as they are: a person decides.</source>
      <translation>把相互距离不超过 GAP 米的问题归并为治理分区，舍去小于 MIN_AREA hm²（椭球面积）的分区，其余作为建议写入工作空间，并给出规则建议的类型。已有的分区保持不变：由人决定。</translation>
    </message>
    <message>
      <source>Merging distance (m)</source>
      <translation>归并距离（m）</translation>
    </message>
    <message>
      <source>Mine</source>
      <translation>矿山</translation>
    </message>
    <message>
      <source>Mine Restoration</source>
      <translation>矿山地质环境</translation>
    </message>
    <message>
      <source>Mine geological environment: survey and restoration</source>
      <translation>矿山地质环境调查与治理</translation>
    </message>
    <message>
      <source>Mine restoration</source>
      <translation>矿山地质环境</translation>
    </message>
    <message>
      <source>Mine: {}</source>
      <translation>矿山：{}</translation>
    </message>
    <message>
      <source>Mines</source>
      <translation>矿山</translation>
    </message>
    <message>
      <source>Mines that caused it</source>
      <translation>致因矿山</translation>
    </message>
    <message>
      <source>Mining</source>
      <translation>采矿</translation>
    </message>
    <message>
      <source>Mining is restricted by law here: {}</source>
      <translation>此处依法限制采矿：{}</translation>
    </message>
    <message>
      <source>Missing</source>
      <translation>缺少</translation>
    </message>
    <message>
      <source>Missing for the responsibility: {}</source>
      <translation>责任认定尚缺：{}</translation>
    </message>
    <message>
      <source>Missing: {}</source>
      <translation>尚缺：{}</translation>
    </message>
    <message>
      <source>More</source>
      <translation>更多</translation>
    </message>
    <message>
      <source>More rows did not fit into the receipt; the county exports once more for them.</source>
      <translation>回执装不下全部内容，请该县再导出一次数据包以取其余部分。</translation>
    </message>
    <message>
      <source>Most observers that see one cell</source>
      <translation>单个像元的最多观察点数</translation>
    </message>
    <message>
      <source>Name of the right</source>
      <translation>矿业权名称</translation>
    </message>
    <message>
      <source>Nearest protected object: {} {}, {} m</source>
      <translation>最近的保护对象：{} {}，{} m</translation>
    </message>
    <message>
      <source>Never</source>
      <translation>从不</translation>
    </message>
    <message>
      <source>New conflicts</source>
      <translation>新冲突</translation>
    </message>
    <message>
      <source>New logins</source>
      <translation>新登录名数</translation>
    </message>
    <message>
      <source>New or existing</source>
      <translation>新设或已设</translation>
    </message>
    <message>
      <source>New province profile</source>
      <translation>新建省级规则方案</translation>
    </message>
    <message>
      <source>New province profile …</source>
      <translation>新建省级规则方案…</translation>
    </message>
    <message>
      <source>New rule</source>
      <translation>新规则</translation>
    </message>
    <message>
      <source>New: {}</source>
      <translation>新建：{}</translation>
    </message>
    <message>
      <source>Next</source>
      <translation>下一步</translation>
    </message>
    <message>
      <source>No computer of the name “{}” is known here; check how it is written, and whether you are online (or connected to the office's network).</source>
      <translation>找不到名为“{}”的计算机；请检查写法，以及是否已联网（或已接入单位网络）。</translation>
    </message>
    <message>
      <source>No conflicts.</source>
      <translation>没有冲突。</translation>
    </message>
    <message>
      <source>No county has proposed anything to yours, nor yours to another.</source>
      <translation>没有其他县向本县提出建议，本县也没有向其他县提出建议。</translation>
    </message>
    <message>
      <source>No hits yet: compute the zones first, or nothing lies in them.</source>
      <translation>尚无命中：请先计算范围，或范围内没有对象。</translation>
    </message>
    <message>
      <source>No land recorded yet; the grade needs it.</source>
      <translation>尚未记录土地；评定影响程度需要它。</translation>
    </message>
    <message>
      <source>No mine linked; without one the responsibility stays open.</source>
      <translation>未关联矿山；没有矿山则责任无法认定。</translation>
    </message>
    <message>
      <source>No object has a rule of the visible range in this profile: import roads, railways and rivers first.</source>
      <translation>本方案中没有对象有可视范围规定：请先导入公路、铁路和河流。</translation>
    </message>
    <message>
      <source>No other county shares a record with yours.</source>
      <translation>没有其他县向本县共享记录。</translation>
    </message>
    <message>
      <source>No outline is nearer than the distance less {percent} %.</source>
      <translation>边界不近于距离减去 {percent} %。</translation>
    </message>
    <message>
      <source>No record changed unseen.</source>
      <translation>没有未被记录的改动。</translation>
    </message>
    <message>
      <source>No record of the list is like this; choose another type or grade.</source>
      <translation>列表中没有这样的记录；请改选类型或影响程度。</translation>
    </message>
    <message>
      <source>No record of {} is in this state.</source>
      <translation>{}没有处于此状态的记录。</translation>
    </message>
    <message>
      <source>No space left on device</source>
      <translation>磁盘已满</translation>
    </message>
    <message>
      <source>No such file or directory</source>
      <translation>文件或文件夹不存在</translation>
    </message>
    <message>
      <source>No workspace is open; open or create one first.</source>
      <translation>没有打开的工作空间；请先打开或新建。</translation>
    </message>
    <message>
      <source>No workspace is open; open or create one in the survey dock.</source>
      <translation>没有打开的工作空间；请在“调查”面板中打开或新建。</translation>
    </message>
    <message>
      <source>No zone can be proposed: record problems first, or allow a wider gap or smaller zones.</source>
      <translation>无法提出分区建议：请先记录问题，或放宽归并距离、减小最小面积。</translation>
    </message>
    <message>
      <source>No zone yet: draw one, or let zones be proposed from problems that lie near one another.</source>
      <translation>尚无分区：请绘制，或由相邻的问题自动提出建议。</translation>
    </message>
    <message>
      <source>No. 63</source>
      <translation>63号文</translation>
    </message>
    <message>
      <source>Not a directory</source>
      <translation>路径中有一段不是文件夹</translation>
    </message>
    <message>
      <source>Not asked for (this computer alone)</source>
      <translation>不要求（仅限本机）</translation>
    </message>
    <message>
      <source>Not computed; see the tab “Visible range”</source>
      <translation>未计算；见“可视范围”选项卡</translation>
    </message>
    <message>
      <source>Not done: {}</source>
      <translation>未执行：{}</translation>
    </message>
    <message>
      <source>Not finished: {}</source>
      <translation>未完成：{}</translation>
    </message>
    <message>
      <source>Not graded: no indicator and no statement of the grading table holds yet.</source>
      <translation>未评定：尚无分级表中的指标或描述成立。</translation>
    </message>
    <message>
      <source>Note</source>
      <translation>说明</translation>
    </message>
    <message>
      <source>Nothing answers at {}; check the network, and ask whether a firewall stands in between.</source>
      <translation>{} 没有应答；请检查网络，并询问中间是否有防火墙。</translation>
    </message>
    <message>
      <source>Nothing can be imported into “{}”; choose another table.</source>
      <translation>不能导入到“{}”；请选择其他数据表。</translation>
    </message>
    <message>
      <source>Nothing can be written to the hub “{}”: {}; what waits here is kept, mend that and sync again.</source>
      <translation>无法写入汇交库“{}”：{}。待发送的内容都保留在本机，请排除后重新同步。</translation>
    </message>
    <message>
      <source>Nothing differs from the record; change a value, then propose.</source>
      <translation>与原记录没有不同；请先修改，再提出建议。</translation>
    </message>
    <message>
      <source>Nothing is missing: every problem has its evidence, photos, mine and surveyor.</source>
      <translation>没有缺项：每个问题都有证据、照片、矿山和调查人。</translation>
    </message>
    <message>
      <source>Nothing is recorded yet. Choose “New problem” or “New mine”, then draw it on the map.</source>
      <translation>尚无记录。请选择“新建问题”或“新建矿山”，再在地图上绘制。</translation>
    </message>
    <message>
      <source>Nothing matches. Clear the filter, choose “All”, or let the list not follow the map.</source>
      <translation>没有匹配项。请清除筛选、选择“全部”，或取消列表跟随地图。</translation>
    </message>
    <message>
      <source>Nothing of {} waits for you. Sync to see what others handed in since.</source>
      <translation>{}没有等待您审核的记录。同步后可看到其他人新提交的记录。</translation>
    </message>
    <message>
      <source>Nothing waits for you in any county of the hub.</source>
      <translation>汇交库的各县都没有等待您审核的记录。</translation>
    </message>
    <message>
      <source>Nothing was imported. Correct these rows and import the file again.</source>
      <translation>未导入任何内容。请改正下列各行后重新导入。</translation>
    </message>
    <message>
      <source>Now</source>
      <translation>现在</translation>
    </message>
    <message>
      <source>Number</source>
      <translation>编号</translation>
    </message>
    <message>
      <source>Object</source>
      <translation>对象</translation>
    </message>
    <message>
      <source>Observers</source>
      <translation>视点</translation>
    </message>
    <message>
      <source>Observers that see it</source>
      <translation>可见它的视点数</translation>
    </message>
    <message>
      <source>Only this county or city (code)</source>
      <translation>仅此县或市（代码）</translation>
    </message>
    <message>
      <source>Open a workspace</source>
      <translation>打开工作空间</translation>
    </message>
    <message>
      <source>Open a workspace…</source>
      <translation>打开工作空间…</translation>
    </message>
    <message>
      <source>Operation not permitted</source>
      <translation>没有权限</translation>
    </message>
    <message>
      <source>Opinion sheet</source>
      <translation>意见单</translation>
    </message>
    <message>
      <source>Opinion sheet as PDF</source>
      <translation>意见单 PDF</translation>
    </message>
    <message>
      <source>Other</source>
      <translation>其他</translation>
    </message>
    <message>
      <source>Ours</source>
      <translation>本机</translation>
    </message>
    <message>
      <source>Outline of what is seen</source>
      <translation>可见范围</translation>
    </message>
    <message>
      <source>Overlap (hm²)</source>
      <translation>重叠（hm²）</translation>
    </message>
    <message>
      <source>Overlap with protected areas (hm²)</source>
      <translation>与保护范围重叠（hm²）</translation>
    </message>
    <message>
      <source>Own key card to write</source>
      <translation>要写出的本方密钥卡</translation>
    </message>
    <message>
      <source>Own rules</source>
      <translation>自有规则</translation>
    </message>
    <message>
      <source>PDF (*.pdf)</source>
      <translation>PDF (*.pdf)</translation>
    </message>
    <message>
      <source>Package</source>
      <translation>数据包</translation>
    </message>
    <message>
      <source>Package (*.mrpkg)</source>
      <translation>数据包 (*.mrpkg)</translation>
    </message>
    <message>
      <source>Package or receipt (*.mrpkg)</source>
      <translation>数据包或回执 (*.mrpkg)</translation>
    </message>
    <message>
      <source>Pass and forward</source>
      <translation>通过并上报</translation>
    </message>
    <message>
      <source>Paste one corner point in each line, such as 1, 4144605.743, 37489671.577.</source>
      <translation>请每行粘贴一个拐点，如 1, 4144605.743, 37489671.577。</translation>
    </message>
    <message>
      <source>People (CSV)</source>
      <translation>人员（CSV）</translation>
    </message>
    <message>
      <source>People look from {} objects over “{}”.</source>
      <translation>从 {} 个对象处在“{}”上观察。</translation>
    </message>
    <message>
      <source>People of the hub</source>
      <translation>汇交库的人员数</translation>
    </message>
    <message>
      <source>Permission denied</source>
      <translation>没有权限</translation>
    </message>
    <message>
      <source>Photos</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>Photos ({})</source>
      <translation>照片（{}）</translation>
    </message>
    <message>
      <source>Photos dropped</source>
      <translation>已清除的照片</translation>
    </message>
    <message>
      <source>Photos in the package</source>
      <translation>数据包中的照片</translation>
    </message>
    <message>
      <source>Photos missing</source>
      <translation>缺失的照片</translation>
    </message>
    <message>
      <source>Photos taken in</source>
      <translation>收入的照片</translation>
    </message>
    <message>
      <source>Picture of the shapes</source>
      <translation>图形对照</translation>
    </message>
    <message>
      <source>Place and shape</source>
      <translation>位置与图形</translation>
    </message>
    <message>
      <source>Planning</source>
      <translation>治理规划</translation>
    </message>
    <message>
      <source>Plugin → here</source>
      <translation>插件 → 本工作空间</translation>
    </message>
    <message>
      <source>Port</source>
      <translation>端口</translation>
    </message>
    <message>
      <source>Press “Sync”: QGIS then asks for the master password, which keeps your login.</source>
      <translation>请按“同步”：QGIS 随后会询问保护登录配置的主密码。</translation>
    </message>
    <message>
      <source>Priority for treatment under document No. 63 of 2016</source>
      <translation>国土资发〔2016〕63号文规定的治理重点</translation>
    </message>
    <message>
      <source>Priority under No. 63</source>
      <translation>63号文重点</translation>
    </message>
    <message>
      <source>Problems</source>
      <translation>问题</translation>
    </message>
    <message>
      <source>Problems by grade</source>
      <translation>问题按影响程度</translation>
    </message>
    <message>
      <source>Problems by responsibility</source>
      <translation>问题按责任主体</translation>
    </message>
    <message>
      <source>Problems with a grade</source>
      <translation>已评定影响程度的问题</translation>
    </message>
    <message>
      <source>Problems with a responsibility</source>
      <translation>已认定责任的问题</translation>
    </message>
    <message>
      <source>Profile</source>
      <translation>规则方案</translation>
    </message>
    <message>
      <source>Profile of the rules</source>
      <translation>规则方案</translation>
    </message>
    <message>
      <source>Profile of the rules (empty: the workspace's)</source>
      <translation>规则方案（留空则用工作空间的方案）</translation>
    </message>
    <message>
      <source>Project</source>
      <translation>工程</translation>
    </message>
    <message>
      <source>Proposals across the line</source>
      <translation>跨县修改建议</translation>
    </message>
    <message>
      <source>Propose</source>
      <translation>提出建议</translation>
    </message>
    <message>
      <source>Propose changes to {}</source>
      <translation>向{}提出修改建议</translation>
    </message>
    <message>
      <source>Propose other values, which its county takes over or declines</source>
      <translation>提出其他取值，由所属县采纳或不采纳</translation>
    </message>
    <message>
      <source>Propose the shape that is selected on the map</source>
      <translation>建议改用地图上选中的图形</translation>
    </message>
    <message>
      <source>Propose treatment zones</source>
      <translation>建议治理分区</translation>
    </message>
    <message>
      <source>Proposed</source>
      <translation>建议值</translation>
    </message>
    <message>
      <source>Proposed on {}: {}</source>
      <translation>{} 提出建议：{}</translation>
    </message>
    <message>
      <source>Propose…</source>
      <translation>建议修改…</translation>
    </message>
    <message>
      <source>Proposing zones</source>
      <translation>正在提出分区建议</translation>
    </message>
    <message>
      <source>Protected class</source>
      <translation>保护对象类别</translation>
    </message>
    <message>
      <source>Protected objects count as complete within what the map shows.</source>
      <translation>地图当前显示范围内的保护对象视为完整。</translation>
    </message>
    <message>
      <source>Protection</source>
      <translation>三区两线</translation>
    </message>
    <message>
      <source>Protection zones</source>
      <translation>保护范围</translation>
    </message>
    <message>
      <source>Protection zones and hits (三区两线)</source>
      <translation>保护范围和命中（三区两线）</translation>
    </message>
    <message>
      <source>Province profiles</source>
      <translation>省级规则方案</translation>
    </message>
    <message>
      <source>Province reviewer</source>
      <translation>省级审核人</translation>
    </message>
    <message>
      <source>Purpose</source>
      <translation>用途</translation>
    </message>
    <message>
      <source>QGIS cannot open “{}” of “{}” ({}); check the workspace, or open a copy of it.</source>
      <translation>QGIS 无法打开“{}”（工作空间“{}”，{}）；请检查工作空间，或打开其副本。</translation>
    </message>
    <message>
      <source>QGIS project (*.qgz)</source>
      <translation>QGIS 工程 (*.qgz)</translation>
    </message>
    <message>
      <source>QGIS refused the change of a record of “{}”; nothing was changed, save or discard the open edits and try again.</source>
      <translation>QGIS 拒绝修改“{}”的记录；未作任何更改，请保存或放弃现有修改后重试。</translation>
    </message>
    <message>
      <source>QGIS's layers look for the certificate “{}” in the folder of libpq alone; copy it to “{}” on every computer that opens the project.</source>
      <translation>QGIS 图层只在 libpq 的文件夹中查找证书“{}”；请在每台打开该工程的计算机上把它复制到“{}”。</translation>
    </message>
    <message>
      <source>Radius (m)</source>
      <translation>半径（m）</translation>
    </message>
    <message>
      <source>Radius (m; empty: that of each rule)</source>
      <translation>半径（m；留空则采用各规则的半径）</translation>
    </message>
    <message>
      <source>Read-only file system</source>
      <translation>文件系统只读</translation>
    </message>
    <message>
      <source>Reason</source>
      <translation>原因</translation>
    </message>
    <message>
      <source>Reasons of grade and responsibility</source>
      <translation>影响程度和责任认定的理由</translation>
    </message>
    <message>
      <source>Receipt to write</source>
      <translation>要写出的回执</translation>
    </message>
    <message>
      <source>Receives what others changed, merges it, and sends what was changed here, with the photos. Two answers to one question are both kept as a conflict for a person to decide. Classified records never leave this computer. A sync that was stopped goes on the next time. HUB is the path of a hub file (*.mrhub), a mailbox folder, or the province's database: postgresql://host/database?authcfg=…, with the id of a login that the authentication manager of QGIS keeps; authcfg=… alone where that login's resource is the address.</source>
      <translation>接收他人的更改并合并，再连同照片发送本机的更改。同一问题的两个答案都作为冲突保留，由人决定。涉密记录绝不离开本机。中断的同步下次继续。HUB 为汇交库文件（*.mrhub）的路径、信箱文件夹或省级数据库：postgresql://主机/数据库?authcfg=…，其中为 QGIS 认证管理器中登录配置的标识；若该配置的资源即为地址，可只写 authcfg=…。</translation>
    </message>
    <message>
      <source>Recent workspaces</source>
      <translation>最近的工作空间</translation>
    </message>
    <message>
      <source>Recompute</source>
      <translation>重新计算</translation>
    </message>
    <message>
      <source>Recompute grades and responsibility</source>
      <translation>重新计算影响程度和责任</translation>
    </message>
    <message>
      <source>Record</source>
      <translation>记录</translation>
    </message>
    <message>
      <source>Records (a layer with the field uuid)</source>
      <translation>记录（带 uuid 字段的图层）</translation>
    </message>
    <message>
      <source>Records left out</source>
      <translation>未处理的记录数</translation>
    </message>
    <message>
      <source>Records that are a priority under No. 63</source>
      <translation>属于63号文重点的记录</translation>
    </message>
    <message>
      <source>Records that are seen</source>
      <translation>可见记录数</translation>
    </message>
    <message>
      <source>Records under a legal restriction</source>
      <translation>受法定限制的记录</translation>
    </message>
    <message>
      <source>Records whose grant was given or taken back</source>
      <translation>已共享或已收回的记录数</translation>
    </message>
    <message>
      <source>Records within a radius that are not seen</source>
      <translation>半径内不可见的记录数</translation>
    </message>
    <message>
      <source>Region code</source>
      <translation>行政区代码</translation>
    </message>
    <message>
      <source>Remove the profile</source>
      <translation>移除方案</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>改名</translation>
    </message>
    <message>
      <source>Rename the profile</source>
      <translation>方案改名</translation>
    </message>
    <message>
      <source>Rename the profile …</source>
      <translation>方案改名…</translation>
    </message>
    <message>
      <source>Reopen</source>
      <translation>重新开放</translation>
    </message>
    <message>
      <source>Replaces</source>
      <translation>替代</translation>
    </message>
    <message>
      <source>Report</source>
      <translation>报告</translation>
    </message>
    <message>
      <source>Responsibility</source>
      <translation>责任主体</translation>
    </message>
    <message>
      <source>Restricted</source>
      <translation>法定限制</translation>
    </message>
    <message>
      <source>Retire the rule {}</source>
      <translation>停用规则 {}</translation>
    </message>
    <message>
      <source>Retire the rule …</source>
      <translation>停用该规则…</translation>
    </message>
    <message>
      <source>Return</source>
      <translation>退回</translation>
    </message>
    <message>
      <source>Returned</source>
      <translation>已退回</translation>
    </message>
    <message>
      <source>Returned: {}</source>
      <translation>已退回：{}</translation>
    </message>
    <message>
      <source>Reuse</source>
      <translation>利用方向</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>审核</translation>
    </message>
    <message>
      <source>Right</source>
      <translation>矿业权</translation>
    </message>
    <message>
      <source>Right (one polygon)</source>
      <translation>矿业权（一个面）</translation>
    </message>
    <message>
      <source>Row {number} was skipped: {reason}</source>
      <translation>第 {number} 行已跳过：{reason}</translation>
    </message>
    <message>
      <source>Row {}, {}: {}</source>
      <translation>第 {} 行，{}：{}</translation>
    </message>
    <message>
      <source>Rows imported</source>
      <translation>已导入行数</translation>
    </message>
    <message>
      <source>Rows received</source>
      <translation>已接收行数</translation>
    </message>
    <message>
      <source>Rows skipped</source>
      <translation>已跳过行数</translation>
    </message>
    <message>
      <source>Rule</source>
      <translation>规则</translation>
    </message>
    <message>
      <source>Rule {}</source>
      <translation>规则 {}</translation>
    </message>
    <message>
      <source>Rules of a province or city stand on top of the national ones.</source>
      <translation>省、市的规则叠加在国家规则之上。</translation>
    </message>
    <message>
      <source>Rules of “{}” that differ get a new version; rules that it does not name stay.</source>
      <translation>“{}”中有差异的规则生成新版本；文件未列出的规则不变。</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Save edits</source>
      <translation>保存修改</translation>
    </message>
    <message>
      <source>Save edits ({})</source>
      <translation>保存修改（{}）</translation>
    </message>
    <message>
      <source>Save the opinion sheet</source>
      <translation>保存意见单</translation>
    </message>
    <message>
      <source>Save the record first, then change its geometry type.</source>
      <translation>请先保存记录，再更改几何类型。</translation>
    </message>
    <message>
      <source>Saved.</source>
      <translation>已保存。</translation>
    </message>
    <message>
      <source>Say in which area all protected objects are known, so that only what is missing is warned of</source>
      <translation>说明哪个范围内的保护对象已全部掌握，只对缺失部分给出提示</translation>
    </message>
    <message>
      <source>Say where the receipt is to be written.</source>
      <translation>请指定回执写到哪里。</translation>
    </message>
    <message>
      <source>Scale 1:</source>
      <translation>比例尺 1:</translation>
    </message>
    <message>
      <source>Seen (hm²)</source>
      <translation>可视面积（hm²）</translation>
    </message>
    <message>
      <source>Segments a quarter circle</source>
      <translation>每四分之一圆的段数</translation>
    </message>
    <message>
      <source>Sending the proposal</source>
      <translation>正在发送建议</translation>
    </message>
    <message>
      <source>Set back …</source>
      <translation>恢复…</translation>
    </message>
    <message>
      <source>Set rules back</source>
      <translation>恢复规则</translation>
    </message>
    <message>
      <source>Share</source>
      <translation>占比</translation>
    </message>
    <message>
      <source>Share across the county line</source>
      <translation>跨县共享</translation>
    </message>
    <message>
      <source>Share records across the county line</source>
      <translation>跨县共享记录</translation>
    </message>
    <message>
      <source>Share with</source>
      <translation>共享给</translation>
    </message>
    <message>
      <source>Shared by its county to be read; it stays there, and nothing of it can be changed here.</source>
      <translation>由所属县共享，仅供查看；记录仍归该县，此处不能修改。</translation>
    </message>
    <message>
      <source>Shared by its county, which takes proposals; it stays there, nothing is changed here.</source>
      <translation>由所属县共享，可提出修改建议；记录仍归该县，此处不直接修改。</translation>
    </message>
    <message>
      <source>Shared by other counties</source>
      <translation>其他县共享的记录</translation>
    </message>
    <message>
      <source>Share…</source>
      <translation>共享…</translation>
    </message>
    <message>
      <source>Sheets</source>
      <translation>图幅</translation>
    </message>
    <message>
      <source>Shifted coordinates (GCJ-02)</source>
      <translation>坐标偏移（GCJ-02）</translation>
    </message>
    <message>
      <source>Sightings</source>
      <translation>可见关系数</translation>
    </message>
    <message>
      <source>Signed with the key {}.</source>
      <translation>签名密钥：{}。</translation>
    </message>
    <message>
      <source>Since</source>
      <translation>时间</translation>
    </message>
    <message>
      <source>Size and cause</source>
      <translation>规模与成因</translation>
    </message>
    <message>
      <source>Smallest area (hm²)</source>
      <translation>最小面积（hm²）</translation>
    </message>
    <message>
      <source>Some unsaved edits of “{}” could not be kept.</source>
      <translation>“{}”的部分未保存编辑未能保留。</translation>
    </message>
    <message>
      <source>Something unexpected happened ({}); the log panel has the details.</source>
      <translation>发生意外情况（{}）；详情见日志面板。</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>来源</translation>
    </message>
    <message>
      <source>State</source>
      <translation>状态</translation>
    </message>
    <message>
      <source>Statements of the grading table</source>
      <translation>分级表描述</translation>
    </message>
    <message>
      <source>Stopping …</source>
      <translation>正在停止 …</translation>
    </message>
    <message>
      <source>Submit</source>
      <translation>提交</translation>
    </message>
    <message>
      <source>Survey</source>
      <translation>调查</translation>
    </message>
    <message>
      <source>Surveyor</source>
      <translation>调查员</translation>
    </message>
    <message>
      <source>Sync</source>
      <translation>同步</translation>
    </message>
    <message>
      <source>Sync by itself</source>
      <translation>自动同步</translation>
    </message>
    <message>
      <source>Sync with the province</source>
      <translation>与省级同步</translation>
    </message>
    <message>
      <source>TLS</source>
      <translation>TLS</translation>
    </message>
    <message>
      <source>TLS is required unless the host is this computer. Write no password here: choose a login.</source>
      <translation>除本机外必须使用 TLS 加密。此处不要填写密码，请选择登录配置。</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>数据表</translation>
    </message>
    <message>
      <source>Take a county's package into this hub…</source>
      <translation>把某县的数据包收入本汇交库…</translation>
    </message>
    <message>
      <source>Take away</source>
      <translation>移除</translation>
    </message>
    <message>
      <source>Take in the receipt of a package, with what is new at the hub</source>
      <translation>导入数据包的回执，以及汇交库中的新内容</translation>
    </message>
    <message>
      <source>Take out again what the last import brought in</source>
      <translation>撤回最近一次导入的全部对象</translation>
    </message>
    <message>
      <source>Take over</source>
      <translation>采纳</translation>
    </message>
    <message>
      <source>Take this row away</source>
      <translation>移除本行</translation>
    </message>
    <message>
      <source>Taken into the hub: {}</source>
      <translation>收入汇交库：{}</translation>
    </message>
    <message>
      <source>Taken over</source>
      <translation>已采纳</translation>
    </message>
    <message>
      <source>Taking the package in</source>
      <translation>正在收入数据包</translation>
    </message>
    <message>
      <source>Taking the receipt in</source>
      <translation>正在导入回执</translation>
    </message>
    <message>
      <source>Target table or family</source>
      <translation>目标表或表族</translation>
    </message>
    <message>
      <source>Tell it from where the objects end</source>
      <translation>按对象的分布范围判断</translation>
    </message>
    <message>
      <source>Terrain hides it from the object</source>
      <translation>地形遮挡，自该对象处不可见</translation>
    </message>
    <message>
      <source>Test connection</source>
      <translation>测试连接</translation>
    </message>
    <message>
      <source>Text (Chinese)</source>
      <translation>条文（中文）</translation>
    </message>
    <message>
      <source>Text (English)</source>
      <translation>条文（英文）</translation>
    </message>
    <message>
      <source>The Processing algorithms could not be registered: their name is taken.</source>
      <translation>处理工具箱算法无法注册：名称已被占用。</translation>
    </message>
    <message>
      <source>The QGIS project could not be stored in “{}” ({}); close other programs that use it and try again.</source>
      <translation>QGIS 工程无法存入“{}”（{}）；请关闭正在使用它的其他程序后重试。</translation>
    </message>
    <message>
      <source>The card is written. Carry it to the other side and read this fingerprint out by telephone:

{}</source>
      <translation>密钥卡已写出。请把它带给对方，并在电话中读出下面的指纹：

{}</translation>
    </message>
    <message>
      <source>The card of a shared key is the secret itself: hand it over in person, and send it neither by mail nor over a network.</source>
      <translation>共享密钥的密钥卡就是密钥本身：只能当面交接，不得通过邮件或网络传送。</translation>
    </message>
    <message>
      <source>The code “{}” is not in the list “{}”; choose one of the list's codes or add it there.</source>
      <translation>代码“{}”不在代码表“{}”中；请选用表内代码，或在表中添加。</translation>
    </message>
    <message>
      <source>The column “{column}” of the problem {uuid} could not be read.</source>
      <translation>字段“{column}”（问题 {uuid}）无法读取。</translation>
    </message>
    <message>
      <source>The computer is there, but nothing listens at {}; check the port, or ask whether the database runs.</source>
      <translation>计算机存在，但 {} 无程序监听；请检查端口，或询问数据库是否在运行。</translation>
    </message>
    <message>
      <source>The coordinate reference system “{}” is not known; give a code like EPSG:4490.</source>
      <translation>无法识别坐标参照系“{}”；请给出 EPSG:4490 这样的代码。</translation>
    </message>
    <message>
      <source>The copy is “{}”; every record and photo is in it.</source>
      <translation>副本为“{}”，全部记录和照片均在其中。</translation>
    </message>
    <message>
      <source>The corner point {} lies {} km from the others; check its digits and its zone.</source>
      <translation>拐点 {} 距其他拐点 {} km，请核对数字和带号。</translation>
    </message>
    <message>
      <source>The corner point {} repeats the one before it and was left out.</source>
      <translation>拐点 {} 与前一拐点重复，已略去。</translation>
    </message>
    <message>
      <source>The county's survey workspace, one GeoPackage.</source>
      <translation>本县的调查工作空间，一个 GeoPackage 文件。</translation>
    </message>
    <message>
      <source>The data reach from {}, {} to {}, {} (degrees), too far for one projection; check their coordinate reference system, or work on a part of them.</source>
      <translation>数据范围从 {}, {} 到 {}, {}（度），超出一个投影所能覆盖的范围；请检查其坐标参照系，或只处理其中一部分。</translation>
    </message>
    <message>
      <source>The database “{}” cannot be used as a hub: {}.</source>
      <translation>数据库“{}”不能用作汇交库：{}。</translation>
    </message>
    <message>
      <source>The decision was taken back.</source>
      <translation>决定已撤销。</translation>
    </message>
    <message>
      <source>The distance {} m cannot be used; give a number of metres not below 0.</source>
      <translation>距离 {} m 无法使用；请给出不小于 0 的米数。</translation>
    </message>
    <message>
      <source>The distance {} m of the feature {} cannot be used; give a number not below 0.</source>
      <translation>距离 {} m（要素 {}）无法使用；请给出不小于 0 的数。</translation>
    </message>
    <message>
      <source>The easting Y stands before the northing X; it was read so.</source>
      <translation>东坐标 Y 写在北坐标 X 之前，已按此读取。</translation>
    </message>
    <message>
      <source>The edits could not be saved: another program writes to “{}”; they are kept, save again.</source>
      <translation>修改未能保存：另一程序正在写入“{}”；修改已保留，请重新保存。</translation>
    </message>
    <message>
      <source>The edits of “{}” could not be saved ({}); they are kept, save again in a moment.</source>
      <translation>“{}”的修改未能保存（{}）；修改已保留，请稍后重新保存。</translation>
    </message>
    <message>
      <source>The elevation model is read in cells of {} m, not its own of {} m, because the radius is large.</source>
      <translation>因可视半径较大，高程模型以 {} m 像元读取，而非其原有的 {} m。</translation>
    </message>
    <message>
      <source>The elevation model “{}” cannot be used: {}.</source>
      <translation>高程模型“{}”无法使用：{}。</translation>
    </message>
    <message>
      <source>The feature {number} has no distance in metres; fill it in and try again.</source>
      <translation>要素 {number} 没有米制距离；请填写后重试。</translation>
    </message>
    <message>
      <source>The fields ask for something else than what was checked; check again.</source>
      <translation>所填内容与已核查的不同，请重新核查。</translation>
    </message>
    <message>
      <source>The first two, four or six digits of its county codes (GB/T 2260)</source>
      <translation>所辖县代码的前两位、四位或六位（GB/T 2260）</translation>
    </message>
    <message>
      <source>The folder “{}” cannot be used for the demonstration; choose an empty one.</source>
      <translation>文件夹“{}”不能用于演示；请选择一个空文件夹。</translation>
    </message>
    <message>
      <source>The geometry of feature {number} was invalid and was repaired: {reason}</source>
      <translation>要素 {number} 的几何无效，已修复：{reason}</translation>
    </message>
    <message>
      <source>The grading table has no statements for this type.</source>
      <translation>分级表中没有此类型的描述。</translation>
    </message>
    <message>
      <source>The hub did not let you do this: {}.</source>
      <translation>汇交库不允许这样做：{}。</translation>
    </message>
    <message>
      <source>The hub does not have this record, or not any more; sync, then try again.</source>
      <translation>汇交库中没有该记录，或已不再有；请先同步，再试一次。</translation>
    </message>
    <message>
      <source>The hub has forgotten deletions that this computer had not received; everything was compared anew.</source>
      <translation>汇交库已清除本机尚未收到的删除记录，因此已把全部内容重新比对。</translation>
    </message>
    <message>
      <source>The hub is ready.</source>
      <translation>汇交库已就绪。</translation>
    </message>
    <message>
      <source>The hub is ready; press “Sync” to send the first records.</source>
      <translation>汇交库已就绪；请点“同步”发送首批记录。</translation>
    </message>
    <message>
      <source>The hub is there, version {}.</source>
      <translation>汇交库已找到，版本 {}。</translation>
    </message>
    <message>
      <source>The hub refused a row of “{}”: {}</source>
      <translation>汇交库拒收“{}”的一行：{}</translation>
    </message>
    <message>
      <source>The hub shows you no county {}: you have no role there; ask who runs the hub for it.</source>
      <translation>汇交库没有向您开放县 {}：您在该县没有角色；请向汇交库管理员申请。</translation>
    </message>
    <message>
      <source>The hub “{}” does not answer ({}); nothing was lost, mend that and sync again.</source>
      <translation>汇交库“{}”没有响应（{}）；没有丢失任何内容，请排除故障后重新同步。</translation>
    </message>
    <message>
      <source>The hub “{}” does not let you in: the login or its password is wrong, or may not use this database; correct the connection, or ask who runs the hub.</source>
      <translation>汇交库“{}”拒绝登录：登录名或密码错误，或无权使用该数据库；请更正连接，或联系汇交库管理员。</translation>
    </message>
    <message>
      <source>The hub “{}” does not serve the county “{}”; choose your county's hub.</source>
      <translation>汇交库“{}”不服务于县“{}”；请选择本县的汇交库。</translation>
    </message>
    <message>
      <source>The hub “{}” has format {}, this plugin knows up to {}; update the plugin, then sync again.</source>
      <translation>汇交库“{}”的格式为 {}，本插件最高支持 {}；请更新插件后重新同步。</translation>
    </message>
    <message>
      <source>The hub “{}” has version {}, this plugin needs {}; ask who runs the hub to upgrade it, nothing was exchanged.</source>
      <translation>汇交库“{}”的版本为 {}，本插件需要 {}；请联系管理员升级，没有交换任何数据。</translation>
    </message>
    <message>
      <source>The hub “{}” is an old copy: it ends at change {}, this workspace has received up to {}; nothing was exchanged, bring the newest copy of the hub.</source>
      <translation>汇交库“{}”是旧副本：止于第 {} 次变更，而本工作空间已接收到第 {} 次；未交换任何内容，请取得最新的汇交库。</translation>
    </message>
    <message>
      <source>The hub “{}” is not the one this workspace belongs to; nothing was exchanged, choose the hub it was synced with before. Where your hub was started anew, create a new workspace and sync that; this one stays as it is.</source>
      <translation>汇交库“{}”不是本工作空间所属的汇交库；未交换任何内容，请选择此前同步过的汇交库。如果汇交库已重新建立，请新建工作空间并同步，本工作空间保持不变。</translation>
    </message>
    <message>
      <source>The hub “{}” refuses this ({}); nothing was changed, ask who runs the hub for the right.</source>
      <translation>汇交库“{}”拒绝此操作（{}）；没有任何更改，请向汇交库管理员申请权限。</translation>
    </message>
    <message>
      <source>The hub “{}” was left as it was: {}.</source>
      <translation>汇交库“{}”保持原样：{}。</translation>
    </message>
    <message>
      <source>The hub's file, folder or database</source>
      <translation>汇交库的文件、文件夹或数据库</translation>
    </message>
    <message>
      <source>The key cannot be used: {}.</source>
      <translation>密钥无法使用：{}。</translation>
    </message>
    <message>
      <source>The key card “{}” cannot be read ({})</source>
      <translation>密钥卡“{}”无法读取（{}）</translation>
    </message>
    <message>
      <source>The key card “{}” cannot be written ({})</source>
      <translation>密钥卡“{}”无法写入（{}）</translation>
    </message>
    <message>
      <source>The key file “{}” cannot be read ({})</source>
      <translation>密钥文件“{}”无法读取（{}）</translation>
    </message>
    <message>
      <source>The key file “{}” cannot be written ({})</source>
      <translation>密钥文件“{}”无法写入（{}）</translation>
    </message>
    <message>
      <source>The key is trusted now.</source>
      <translation>该密钥已被信任。</translation>
    </message>
    <message>
      <source>The latitude stands before the longitude; it was read so.</source>
      <translation>纬度写在经度之前，已按此读取。</translation>
    </message>
    <message>
      <source>The layer has no field “uuid”; take one of the workspace or of the province's project.</source>
      <translation>该图层没有“uuid”字段；请使用工作空间或省级工程中的图层。</translation>
    </message>
    <message>
      <source>The layer has no geometry or no coordinate reference system: choose another layer, or assign it one in its properties, such as EPSG:4490.</source>
      <translation>该图层没有几何或没有坐标参照系；请另选图层，或在图层属性中指定，如 EPSG:4490。</translation>
    </message>
    <message>
      <source>The layer of the right has {} features; select one, and check the selected alone.</source>
      <translation>矿业权图层有 {} 个要素；请选中一个，只核查所选要素。</translation>
    </message>
    <message>
      <source>The layer “{}” cannot be edited; check that neither the workspace nor the layer is read-only.</source>
      <translation>图层“{}”不能编辑；请检查工作空间或图层是否为只读。</translation>
    </message>
    <message>
      <source>The layer “{}” gave no reason.</source>
      <translation>图层“{}”未说明原因。</translation>
    </message>
    <message>
      <source>The layer “{}” has no coordinate reference system; set one in its properties and try again.</source>
      <translation>图层“{}”没有坐标参照系；请在其属性中设定后重试。</translation>
    </message>
    <message>
      <source>The layer “{}” is no file on this machine; export it as a GeoTIFF and use that.</source>
      <translation>图层“{}”不是本机文件；请导出为 GeoTIFF 后使用。</translation>
    </message>
    <message>
      <source>The layer “{}” is not in the project; open the workspace again to bring it back.</source>
      <translation>图层“{}”不在工程中；请重新打开工作空间以恢复。</translation>
    </message>
    <message>
      <source>The list “{}” cannot be used ({}); nothing was changed, correct it and try again.</source>
      <translation>名单“{}”不能使用（{}）；没有任何更改，请更正后重试。</translation>
    </message>
    <message>
      <source>The login “{}” holds no user name; choose one of the kind “Basic authentication”.</source>
      <translation>登录配置“{}”中没有用户名；请选择“基本认证”类型的配置。</translation>
    </message>
    <message>
      <source>The login “{}” is not in the authentication manager of QGIS; choose another one.</source>
      <translation>QGIS 认证管理器中没有登录配置“{}”；请另选一个。</translation>
    </message>
    <message>
      <source>The login “{}” names no database as its resource; write the address before it (postgresql://host/database?authcfg={}).</source>
      <translation>登录配置“{}”的资源中没有写明数据库；请在前面写上地址（postgresql://主机/数据库?authcfg={}）。</translation>
    </message>
    <message>
      <source>The mailbox is ready; press “Sync” to send the first records.</source>
      <translation>信箱已就绪；按“同步”发送第一批记录。</translation>
    </message>
    <message>
      <source>The map shows more than the globe; zoom in and try again.</source>
      <translation>地图显示范围超出全球，请放大后重试。</translation>
    </message>
    <message>
      <source>The mapping of columns cannot be used ({}); write it as JSON such as {{"source": "target"}}.</source>
      <translation>列对应关系无法使用（{}）；请写成 JSON，例如 {{"源列": "目标列"}}。</translation>
    </message>
    <message>
      <source>The name “{}” is known.</source>
      <translation>名称“{}”可以解析。</translation>
    </message>
    <message>
      <source>The number “{}” cannot be used; correct it, or the pattern of the province's numbers.</source>
      <translation>编号“{}”不能使用；请改正编号，或改正本省的编号格式。</translation>
    </message>
    <message>
      <source>The opinion sheet is “{}”.</source>
      <translation>意见单已保存为“{}”。</translation>
    </message>
    <message>
      <source>The outline crosses itself; take back points with Backspace until it does not.</source>
      <translation>边界自相交；请用退格键撤回若干点直至不相交。</translation>
    </message>
    <message>
      <source>The package of the county {} was taken in: {} changes, {} photos.</source>
      <translation>已收入 {} 县的数据包：{} 处变更，{} 张照片。</translation>
    </message>
    <message>
      <source>The package “{}” is cut off, damaged or was changed on its way; nothing was taken from it, ask for it to be made and carried again.</source>
      <translation>数据包“{}”不完整、已损坏或途中被变更；未导入任何内容，请重新导出并传送。</translation>
    </message>
    <message>
      <source>The package “{}” is for somebody else, or for the other side; nothing was taken from it, give it to whom it is for.</source>
      <translation>数据包“{}”是给别人或给对方的；未导入任何内容，请交给收件人。</translation>
    </message>
    <message>
      <source>The package “{}” is made to do harm ({}); nothing was taken from it, do not open it with other programs and tell whoever is in charge of the computers.</source>
      <translation>数据包“{}”疑似恶意构造（{}）；未导入任何内容，请勿用其他程序打开，并告知计算机管理人员。</translation>
    </message>
    <message>
      <source>The package “{}” is of the county {}, not of {}; nothing was taken from it.</source>
      <translation>数据包“{}”属于 {} 县，而不是 {}；未导入任何内容。</translation>
    </message>
    <message>
      <source>The package “{}” is signed with the key {}, which is not trusted here for “{}”; nothing was taken from it, compare the fingerprint with the sender by telephone, trust the key and import it again.</source>
      <translation>数据包“{}”的签名密钥 {} 未被信任用于“{}”；未导入任何内容，请打电话与发送方核对指纹，信任该密钥后重新导入。</translation>
    </message>
    <message>
      <source>The package “{}” is signed with the shared key {}, which is not trusted here for “{}”; nothing was taken from it, ask for its key card, which goes from hand to hand, trust that and import the package again.</source>
      <translation>数据包“{}”由共享密钥 {} 签名，本机尚未信任其用于“{}”；未导入任何内容，请当面索取它的密钥卡，信任后重新导入。</translation>
    </message>
    <message>
      <source>The package “{}” needs the Python package “cryptography”, which is not installed; nothing was taken from it, install that and import it again.</source>
      <translation>数据包“{}”需要 Python 包 cryptography，本机未安装；未导入任何内容，请安装后重新导入。</translation>
    </message>
    <message>
      <source>The package “{}” was made by a newer version; nothing was taken from it, update the plugin and import it again.</source>
      <translation>数据包“{}”由更新的版本生成；未导入任何内容，请升级插件后重新导入。</translation>
    </message>
    <message>
      <source>The package “{}” was not written: {}. What waits still waits; choose a place that can be written and has room, and export again.</source>
      <translation>数据包“{}”未写成：{}。待发送的变更仍在等待，请选择可写且有空间的位置重新导出。</translation>
    </message>
    <message>
      <source>The package “{}” was refused ({}); nothing was changed.</source>
      <translation>数据包“{}”被拒绝（{}）；未作任何变更。</translation>
    </message>
    <message>
      <source>The package “{}” was taken in already, or answers one that is settled; nothing was changed, nothing needs to be done.</source>
      <translation>数据包“{}”此前已导入，或所答复的数据包已处理完毕；未作任何变更，无需处理。</translation>
    </message>
    <message>
      <source>The password is not remembered; “Connect to the province…” keeps it safely in a login.</source>
      <translation>密码不会被记住；用“连接省级汇交库…”可把它安全地存为登录配置。</translation>
    </message>
    <message>
      <source>The photo {}… did not arrive whole or is not the file it was; it does not count as received and is sent again.</source>
      <translation>照片 {}… 没有完整到达，或已不是原来的文件；不算收到，将重新传送。</translation>
    </message>
    <message>
      <source>The photo “{}” cannot be added; choose another file.</source>
      <translation>照片“{}”无法添加；请选择其他文件。</translation>
    </message>
    <message>
      <source>The place cannot be turned into CGCS2000 coordinates; choose another map projection.</source>
      <translation>该位置无法换算为 CGCS2000 坐标；请选择其他地图投影。</translation>
    </message>
    <message>
      <source>The plugin was not started. {reason}</source>
      <translation>插件未启动。{reason}</translation>
    </message>
    <message>
      <source>The profile was not changed: {}.</source>
      <translation>方案未改动：{}。</translation>
    </message>
    <message>
      <source>The profile “{}” is added; give it rules in the tab of distances.</source>
      <translation>已新建方案“{}”；请在“距离”页为它添加规则。</translation>
    </message>
    <message>
      <source>The profile “{}” is removed.</source>
      <translation>已移除方案“{}”。</translation>
    </message>
    <message>
      <source>The proposal waits for its county at the hub.</source>
      <translation>建议已送到汇交库，等待所属县答复。</translation>
    </message>
    <message>
      <source>The province has accepted this record; ask for it to be reopened before changing it.</source>
      <translation>该记录已通过省级审核；如需修改，请先申请重新开放。</translation>
    </message>
    <message>
      <source>The province has accepted this record; ask for it to be reopened, then take the proposal over.</source>
      <translation>该记录已经省级通过；请先申请重新打开，再采纳建议。</translation>
    </message>
    <message>
      <source>The province's project over its hub</source>
      <translation>省级汇交库的 QGIS 工程</translation>
    </message>
    <message>
      <source>The raster “{}” is written as a GeoTIFF; give it a name that ends in .tif.</source>
      <translation>栅格“{}”写为 GeoTIFF，请使用以 .tif 结尾的名称。</translation>
    </message>
    <message>
      <source>The receipt holds a part of what is new at the hub; export once more for the rest.</source>
      <translation>回执只装下了汇交库新内容的一部分；请再导出一次数据包，其余内容随下一份回执到达。</translation>
    </message>
    <message>
      <source>The receipt that goes back</source>
      <translation>带回的回执</translation>
    </message>
    <message>
      <source>The receipt “{}” takes {} rows and {} photos back.</source>
      <translation>回执“{}”带回 {} 行记录和 {} 张照片。</translation>
    </message>
    <message>
      <source>The record belongs to {} itself; choose the county beyond the line.</source>
      <translation>该记录本来就属于{}；请选择另一侧的县。</translation>
    </message>
    <message>
      <source>The record lives in the workspace of {}; open it, then take the proposal over.</source>
      <translation>该记录在{}的工作空间中；请打开该工作空间，再采纳建议。</translation>
    </message>
    <message>
      <source>The right “{}” has no outline: draw it, or give its corner points in their order.</source>
      <translation>矿业权“{}”没有范围：请绘制，或按顺序给出拐点坐标。</translation>
    </message>
    <message>
      <source>The right “{}” lies beyond the county of this workspace and all objects that it knows: check the coordinates, or open the workspace of that county.</source>
      <translation>矿业权“{}”不在本工作空间的县域内，周围也没有已知的保护对象；请核对坐标，或打开该县的工作空间。</translation>
    </message>
    <message>
      <source>The row “{}” of the table “{}” cannot be used ({}); correct the row and try again.</source>
      <translation>记录“{}”（表“{}”）无法使用（{}）；请改正后重试。</translation>
    </message>
    <message>
      <source>The rule is a province's already; change it instead.</source>
      <translation>该规则已是省级规则，请直接修改。</translation>
    </message>
    <message>
      <source>The rule {} has a new version.</source>
      <translation>规则 {} 已有新版本。</translation>
    </message>
    <message>
      <source>The rule {} is added.</source>
      <translation>规则 {} 已新增。</translation>
    </message>
    <message>
      <source>The rule {} is retired.</source>
      <translation>规则 {} 已停用。</translation>
    </message>
    <message>
      <source>The rule “{}” was changed meanwhile; look at it again and change that.</source>
      <translation>规则“{}”已被他人修改；请重新查看后再改。</translation>
    </message>
    <message>
      <source>The rules were not changed: {} (and {} more).</source>
      <translation>规则未修改：{}（另有 {} 处）。</translation>
    </message>
    <message>
      <source>The rules were not changed: {}.</source>
      <translation>规则未修改：{}。</translation>
    </message>
    <message>
      <source>The same changes were exported before; the hub takes them in once.</source>
      <translation>这些变更此前导出过；汇交库只收一次。</translation>
    </message>
    <message>
      <source>The selected polygon of the active layer</source>
      <translation>当前图层中所选的面</translation>
    </message>
    <message>
      <source>The server has no database of the name “{}”; check how it is written.</source>
      <translation>服务器上没有名为“{}”的数据库；请检查写法。</translation>
    </message>
    <message>
      <source>The server offers no TLS: everything could be read on the way. Ask who runs it to switch it on.</source>
      <translation>服务器未提供 TLS：传输内容可能被途中读取。请联系管理员启用。</translation>
    </message>
    <message>
      <source>The server's certificate is not one that is trusted here; choose the file of the certificate that you were given, or ask for the one that is in use now.</source>
      <translation>本机不信任服务器的证书；请选择发给您的证书文件，或索取当前使用的证书。</translation>
    </message>
    <message>
      <source>The setting “{}” of the import cannot be used; correct it and import again.</source>
      <translation>导入设置“{}”无法使用；请更正后重新导入。</translation>
    </message>
    <message>
      <source>The side {} meets the side {}; check the order of the corner points and their digits.</source>
      <translation>边 {} 与边 {} 相交；请核对拐点顺序和数字。</translation>
    </message>
    <message>
      <source>The signature of the package “{}” does not belong to its content; nothing was taken from it, ask the sender whether it is theirs.</source>
      <translation>数据包“{}”的签名与内容不符；未导入任何内容，请向发送方核实。</translation>
    </message>
    <message>
      <source>The signature “{}” is not known to this version</source>
      <translation>此版本不认识签名“{}”</translation>
    </message>
    <message>
      <source>The signature “{}” needs the Python package “cryptography”, which is not installed</source>
      <translation>签名“{}”需要 Python 包“cryptography”，而它没有安装</translation>
    </message>
    <message>
      <source>The time “{}” cannot be read; write it like 1985, 1985-03, 1985-03-02 or 八十年代.</source>
      <translation>无法识别时间“{}”；请写成 1985、1985-03、1985-03-02 或八十年代。</translation>
    </message>
    <message>
      <source>The time “{}” ends before it begins; write the earlier one first.</source>
      <translation>时间“{}”的结束早于开始；请把较早的写在前面。</translation>
    </message>
    <message>
      <source>The tolerance {} cannot be kept; give a smaller share, such as 0.001.</source>
      <translation>容差 {} 无法保证；请给较小的比例，如 0.001。</translation>
    </message>
    <message>
      <source>The trusted key {} is damaged</source>
      <translation>受信任的密钥 {} 已损坏</translation>
    </message>
    <message>
      <source>The user name or the password is wrong, or may not use this database; choose another login or correct it.</source>
      <translation>用户名或密码错误，或无权使用该数据库；请选择其他登录配置或更正。</translation>
    </message>
    <message>
      <source>The way there is encrypted.</source>
      <translation>传输已加密。</translation>
    </message>
    <message>
      <source>The work was cancelled; nothing was changed by the cancelled step.</source>
      <translation>操作已取消；被取消的步骤未作任何更改。</translation>
    </message>
    <message>
      <source>The workspace has no county boundary, so it cannot be told what is missing beyond it: import it.</source>
      <translation>工作空间没有县界，无法判断县界外缺少哪些资料：请导入县界。</translation>
    </message>
    <message>
      <source>The workspace holds no protected object yet: import layers below, or draw objects in the survey dock.</source>
      <translation>工作空间尚无保护对象：请在下方导入图层，或在“调查”面板中绘制。</translation>
    </message>
    <message>
      <source>The workspace holds no protected object: import roads, railways, rivers and reserves first.</source>
      <translation>工作空间没有保护对象：请先导入公路、铁路、河流和自然保护地。</translation>
    </message>
    <message>
      <source>The workspace is a device of its own now; what waits goes with the next sync or package.</source>
      <translation>本工作空间现在是独立的设备；待发送的内容随下次同步或数据包发出。</translation>
    </message>
    <message>
      <source>The workspace is an older copy (a restored backup, or a cloned computer) of one that has synced since; nothing was taken from it and what is recorded in it stays: continue it as a new device (sync dock → Connect…), then sync or export again.</source>
      <translation>该工作空间是旧副本（恢复的备份或克隆的电脑），原件此后已同步过；尚未取走任何内容，其中记录的内容全部保留：请在同步面板的“连接…”中选“作为新设备继续”，然后重新同步或导出。</translation>
    </message>
    <message>
      <source>The workspace is repaired; sync to exchange what was decided.</source>
      <translation>工作空间已修复；同步后即交换所作的决定。</translation>
    </message>
    <message>
      <source>The workspace of {} is ready.</source>
      <translation>{} 的工作空间已就绪。</translation>
    </message>
    <message>
      <source>The workspace “{}” has lost what belongs to it ({}); check and repair it.</source>
      <translation>工作空间“{}”缺少其应有的内容（{}）；请检查并修复。</translation>
    </message>
    <message>
      <source>The workspace “{}” has lost what belongs to it ({}); open a copy of it.</source>
      <translation>工作空间“{}”缺少其应有的内容（{}）；请打开其副本。</translation>
    </message>
    <message>
      <source>The workspace “{}” has schema {}, this plugin knows up to {}; update the plugin, then open it again.</source>
      <translation>工作空间“{}”的结构版本为 {}，本插件最高支持 {}；请更新插件后重新打开。</translation>
    </message>
    <message>
      <source>The workspace “{}” is being written by another program; nothing was changed, wait a moment and try again.</source>
      <translation>另一程序正在写入工作空间“{}”；未作任何更改，请稍候重试。</translation>
    </message>
    <message>
      <source>The workspace “{}” no longer notes changes of {}; nothing was exchanged, check and repair the workspace, then sync again.</source>
      <translation>工作空间“{}”已不再记录 {} 的变更；未交换任何内容，请检查并修复工作空间后重新同步。</translation>
    </message>
    <message>
      <source>The zone around the feature {} cannot be drawn; redraw the feature and try again.</source>
      <translation>要素 {} 的范围无法绘出；请重画该要素后再试。</translation>
    </message>
    <message>
      <source>Theirs</source>
      <translation>对方</translation>
    </message>
    <message>
      <source>There are {} different corner points; give at least 3 in their order.</source>
      <translation>只有 {} 个不同的拐点；请按顺序给出至少 3 个。</translation>
    </message>
    <message>
      <source>There are {} values for {} geometries; give one for each.</source>
      <translation>有 {} 个值，对应 {} 个几何；请每个几何给一个值。</translation>
    </message>
    <message>
      <source>There is a key for “{}” already</source>
      <translation>“{}”已有密钥</translation>
    </message>
    <message>
      <source>There is no geometry to work on; choose a layer with a drawn record.</source>
      <translation>没有可处理的几何；请选择含有图形的图层。</translation>
    </message>
    <message>
      <source>There is no hub at “{}”: was a stick or a share taken away? Connect it and sync again, or choose where the hub is now.</source>
      <translation>“{}”处没有汇交库：U 盘或共享是否已移除？请接好后重新同步，或选择汇交库现在的位置。</translation>
    </message>
    <message>
      <source>There is no hub in the database “{}”; check its name, or ask who runs it to install the hub.</source>
      <translation>数据库“{}”中没有汇交库；请检查名称，或请管理员安装汇交库。</translation>
    </message>
    <message>
      <source>There is no hub in the database “{}”; check the name, or ask who runs it to install the hub.</source>
      <translation>数据库“{}”中没有汇交库；请检查名称，或请管理员安装汇交库。</translation>
    </message>
    <message>
      <source>There is no key for “{}” on this computer</source>
      <translation>本机没有“{}”的密钥</translation>
    </message>
    <message>
      <source>There is no key of the county {} on this computer</source>
      <translation>本机没有县 {} 的密钥</translation>
    </message>
    <message>
      <source>There is no key of the hub on this computer</source>
      <translation>本机没有汇交库的密钥</translation>
    </message>
    <message>
      <source>There is no mailbox in the folder “{}”: is the right stick or share connected? Connect it and sync again; a new mailbox takes an empty folder.</source>
      <translation>文件夹“{}”中没有信箱：接入的是原来的 U 盘或共享吗？请接好后重新同步；新建信箱请选择空文件夹。</translation>
    </message>
    <message>
      <source>There is no package “{}”; check its place and its name.</source>
      <translation>没有数据包“{}”；请检查位置和文件名。</translation>
    </message>
    <message>
      <source>There is no rule “{}” any more; the list is read again.</source>
      <translation>规则“{}”已不存在；列表已重新读取。</translation>
    </message>
    <message>
      <source>These tables have lost their shape: {}.</source>
      <translation>下列表的结构已被改动：{}。</translation>
    </message>
    <message>
      <source>They are complete within what the map shows</source>
      <translation>地图当前显示范围内是完整的</translation>
    </message>
    <message>
      <source>They count as sent when its receipt was imported.</source>
      <translation>导入回执之后才算已发送。</translation>
    </message>
    <message>
      <source>They stand in where an object has no half-width of its own. Choose one to change it.</source>
      <translation>对象未注明半宽时采用的数值。选中一行可修改。</translation>
    </message>
    <message>
      <source>This Python has no psycopg2, which speaks with a PostGIS hub; install the package that QGIS brings with it (python3-psycopg2 on Debian), then sync again.</source>
      <translation>当前 Python 缺少连接 PostGIS 汇交库所需的 psycopg2；请安装 QGIS 自带的软件包（Debian 上为 python3-psycopg2），然后重新同步。</translation>
    </message>
    <message>
      <source>This computer's identity cannot be kept in the folder “{}”; nothing was exchanged, make the folder writable or name another one in {}.</source>
      <translation>无法在文件夹“{}”中保存本机的身份；没有交换任何内容，请使该文件夹可写，或在环境变量 {} 中另指一个。</translation>
    </message>
    <message>
      <source>This conflict was answered already, or its record is gone; the list is read again.</source>
      <translation>该冲突已处理，或其记录已不存在；列表已重新读取。</translation>
    </message>
    <message>
      <source>This file exists already; choose another name, or open it instead.</source>
      <translation>文件已存在；请换一个名称，或直接打开它。</translation>
    </message>
    <message>
      <source>This hub keeps no earlier versions; the record is shown as it is now.</source>
      <translation>此汇交库不保存早先的版本；这里只显示记录的现状。</translation>
    </message>
    <message>
      <source>This hub serves one county and knows no people; sharing across the county line needs the province's database: connect to it first.</source>
      <translation>此汇交库只服务于一个县，不识别人员；跨县共享需要省级数据库，请先连接。</translation>
    </message>
    <message>
      <source>This is the copy; change it and save.</source>
      <translation>这是副本；请修改后保存。</translation>
    </message>
    <message>
      <source>This kind of file needs the Python library “{}”, which is not installed.</source>
      <translation>读取此类文件需要 Python 库“{}”，但尚未安装。</translation>
    </message>
    <message>
      <source>This package was taken in before. Write its receipt again?</source>
      <translation>此数据包此前已收入。要重新写回执吗？</translation>
    </message>
    <message>
      <source>This record does not exist any more; the list is read again.</source>
      <translation>该记录已不存在；列表已重新读取。</translation>
    </message>
    <message>
      <source>This record has changes that are not saved.</source>
      <translation>本记录有未保存的修改。</translation>
    </message>
    <message>
      <source>This record has unsaved edits; save or discard them, then try again.</source>
      <translation>该记录有未保存的编辑；请先保存或放弃，再试。</translation>
    </message>
    <message>
      <source>This record is classified and does not leave this computer; it is not shared.</source>
      <translation>该记录涉密，不离开本机，不能共享。</translation>
    </message>
    <message>
      <source>This record is no longer as it was listed; the list is read again.</source>
      <translation>该记录已不是列表中的样子；列表将重新读取。</translation>
    </message>
    <message>
      <source>This record of “{}” does not exist any more; the list is read again.</source>
      <translation>“{}”的这条记录已不存在；列表已重新读取。</translation>
    </message>
    <message>
      <source>This share of its area is seen from the object, from {}</source>
      <translation>其面积中自该对象可见的比例，自 {}</translation>
    </message>
    <message>
      <source>This workspace</source>
      <translation>本工作区</translation>
    </message>
    <message>
      <source>This workspace has not been synced on this computer yet.</source>
      <translation>本工作空间尚未在这台电脑上同步过。</translation>
    </message>
    <message>
      <source>Three zones</source>
      <translation>三区</translation>
    </message>
    <message>
      <source>To another computer the way is always encrypted; best with the certificate that the province gave you. The password stays in QGIS's authentication manager.</source>
      <translation>与其他计算机的连接始终加密；最好使用省里发给您的证书。密码只保存在 QGIS 认证管理器中。</translation>
    </message>
    <message>
      <source>To be decided</source>
      <translation>待答复</translation>
    </message>
    <message>
      <source>To send: {}</source>
      <translation>待发送：{}</translation>
    </message>
    <message>
      <source>To send: {} · to receive: {}</source>
      <translation>待发送：{} · 待接收：{}</translation>
    </message>
    <message>
      <source>Township</source>
      <translation>乡镇</translation>
    </message>
    <message>
      <source>Treatment zone</source>
      <translation>治理分区</translation>
    </message>
    <message>
      <source>Treatment zones</source>
      <translation>治理分区</translation>
    </message>
    <message>
      <source>Trust a key</source>
      <translation>信任密钥</translation>
    </message>
    <message>
      <source>Trust a key card…</source>
      <translation>信任一张密钥卡…</translation>
    </message>
    <message>
      <source>Trying the connection</source>
      <translation>正在测试连接</translation>
    </message>
    <message>
      <source>Trying the connection …</source>
      <translation>正在测试连接……</translation>
    </message>
    <message>
      <source>Two lines</source>
      <translation>两线</translation>
    </message>
    <message>
      <source>Two rings of corner points overlap; check which belong together.</source>
      <translation>两圈拐点相互重叠；请核对各属于哪一圈。</translation>
    </message>
    <message>
      <source>Type</source>
      <translation>类型</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>Undo the import</source>
      <translation>撤销导入</translation>
    </message>
    <message>
      <source>Undoing the import</source>
      <translation>正在撤销导入</translation>
    </message>
    <message>
      <source>Undone.</source>
      <translation>已撤销。</translation>
    </message>
    <message>
      <source>Unsaved changes</source>
      <translation>未保存的修改</translation>
    </message>
    <message>
      <source>Use this hub</source>
      <translation>使用此汇交库</translation>
    </message>
    <message>
      <source>Valid</source>
      <translation>有效期</translation>
    </message>
    <message>
      <source>Valid from</source>
      <translation>起效日期</translation>
    </message>
    <message>
      <source>Valid to</source>
      <translation>失效日期</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>版本</translation>
    </message>
    <message>
      <source>Version of the hub</source>
      <translation>汇交库版本</translation>
    </message>
    <message>
      <source>Visible</source>
      <translation>可视</translation>
    </message>
    <message>
      <source>Visible range</source>
      <translation>可视范围</translation>
    </message>
    <message>
      <source>Visible range (直观可视范围)</source>
      <translation>直观可视范围</translation>
    </message>
    <message>
      <source>Visible range of a workspace (直观可视范围)</source>
      <translation>工作空间的直观可视范围</translation>
    </message>
    <message>
      <source>Waiting for me</source>
      <translation>等待我审核</translation>
    </message>
    <message>
      <source>Waits for its county</source>
      <translation>等待所属县答复</translation>
    </message>
    <message>
      <source>Warnings</source>
      <translation>警告</translation>
    </message>
    <message>
      <source>Web page (*.html)</source>
      <translation>网页 (*.html)</translation>
    </message>
    <message>
      <source>What and where</source>
      <translation>是什么、在哪里</translation>
    </message>
    <message>
      <source>What differs</source>
      <translation>差异</translation>
    </message>
    <message>
      <source>What is seen from the two lines, over an elevation model</source>
      <translation>直观可视范围：在高程模型上，从两线可以看到哪里</translation>
    </message>
    <message>
      <source>What is wrong</source>
      <translation>问题</translation>
    </message>
    <message>
      <source>What was done</source>
      <translation>变更记录</translation>
    </message>
    <message>
      <source>What was exchanged until then stays; the next sync goes on from there.</source>
      <translation>此前已交换的内容保留；下次同步从此处接着进行。</translation>
    </message>
    <message>
      <source>What was sent or received arrived damaged or is of another version; nothing was changed, sync again.</source>
      <translation>收发的内容在途中损坏，或属于别的版本；没有改动任何内容，请重新同步。</translation>
    </message>
    <message>
      <source>When the damage arose</source>
      <translation>损毁时间</translation>
    </message>
    <message>
      <source>Where objects are complete is told from where they end.</source>
      <translation>按对象的分布范围判断何处完整。</translation>
    </message>
    <message>
      <source>Where people look from (lines, areas or points)</source>
      <translation>观察位置（线、面或点）</translation>
    </message>
    <message>
      <source>Where the system's package is version 2 or later, run `sudo apt install python3-shapely`. On Debian 12 run `sudo apt install build-essential python3-dev python3-pip pkg-config libgeos-dev`, and then `python3 -m pip install --user --break-system-packages --no-binary shapely 'shapely&gt;=2,&lt;3' 'numpy&lt;2'`.</source>
      <translation>系统软件包为 2 或更高版本时，运行 `sudo apt install python3-shapely`。在 Debian 12 上先运行 `sudo apt install build-essential python3-dev python3-pip pkg-config libgeos-dev`，再运行 `python3 -m pip install --user --break-system-packages --no-binary shapely 'shapely&gt;=2,&lt;3' 'numpy&lt;2'`。</translation>
    </message>
    <message>
      <source>Where the workspace goes</source>
      <translation>工作空间的保存位置</translation>
    </message>
    <message>
      <source>Whose key: a county code, or “hub”</source>
      <translation>谁的密钥：县代码或“hub”</translation>
    </message>
    <message>
      <source>Whose rules hold: national, or a province's such as shandong or henan.</source>
      <translation>采用哪一级的规则：national（国家），或省级如 shandong、henan。</translation>
    </message>
    <message>
      <source>Why, and how it was measured</source>
      <translation>理由，以及如何测得</translation>
    </message>
    <message>
      <source>With it go: {}.</source>
      <translation>同时删除：{}。</translation>
    </message>
    <message>
      <source>With which counties beyond the county line the record is shared</source>
      <translation>该记录跨县共享给哪些县</translation>
    </message>
    <message>
      <source>Withdraw</source>
      <translation>撤回</translation>
    </message>
    <message>
      <source>Without a grade</source>
      <translation>未评定</translation>
    </message>
    <message>
      <source>Without a workspace: take counties' packages into a hub, or review all counties at it.</source>
      <translation>未打开工作空间时：可把各县的数据包收入汇交库，或在“审核”中审核各县。</translation>
    </message>
    <message>
      <source>Workspace</source>
      <translation>工作空间</translation>
    </message>
    <message>
      <source>Workspace (*.gpkg)</source>
      <translation>工作空间 (*.gpkg)</translation>
    </message>
    <message>
      <source>Workspace, for a receipt (*.gpkg)</source>
      <translation>工作空间，用于回执 (*.gpkg)</translation>
    </message>
    <message>
      <source>Worst</source>
      <translation>最重程度</translation>
    </message>
    <message>
      <source>Write no password here: name a login of QGIS’s authentication manager, authcfg=…</source>
      <translation>请勿在此填写密码：用 authcfg=… 指明 QGIS 认证管理器中的登录配置</translation>
    </message>
    <message>
      <source>Write the county's key card…</source>
      <translation>写出本县的密钥卡…</translation>
    </message>
    <message>
      <source>Write the hub's key card…</source>
      <translation>写出汇交库的密钥卡…</translation>
    </message>
    <message>
      <source>Write the reason first: it goes back to the surveyor with the record.</source>
      <translation>请先写原因：它会随记录退回给调查员。</translation>
    </message>
    <message>
      <source>Write the receipt again</source>
      <translation>重新写回执</translation>
    </message>
    <message>
      <source>Write the receipt of a known package again</source>
      <translation>为已收过的数据包重新写回执</translation>
    </message>
    <message>
      <source>Write what waits into a signed file that is carried to the hub; its receipt comes back</source>
      <translation>把待发送的变更写入一个签名文件，带到汇交库；回执随后带回</translation>
    </message>
    <message>
      <source>Writes a QGIS project over the hub's views, in the styles of a workspace: problems and treatment zones by the state of their review, the mines, and a table of counts by county, grade, responsibility and state. An action on that table narrows the map to one county. The project opens with the login that is chosen here and holds no password. For people who may read the rows of the whole province (analysts).</source>
      <translation>在汇交库的视图上生成 QGIS 工程，符号与工作库一致：按审核状态分组的问题和治理区、矿山，以及按县、分级、责任和状态的统计表。统计表上的动作可把地图限定到一个县。工程以此处选择的登录配置打开，不含密码。供有权读取全省记录的人员（分析员）使用。</translation>
    </message>
    <message>
      <source>Writes the changes that wait, with their photos, into one signed file that is carried to the hub. They count as sent when the hub's receipt was imported; exported again before that, the package holds the same changes. Classified records never leave this computer. Needs the county's key: see “Keys for packages”.</source>
      <translation>把待发送的变更连同照片写入一个签名文件，带到汇交库。导入汇交库的回执之后才算已发送；在此之前再次导出，数据包内容相同。涉密记录绝不离开本机。需要本县的密钥：见“数据包密钥”。</translation>
    </message>
    <message>
      <source>Writing the package</source>
      <translation>正在写数据包</translation>
    </message>
    <message>
      <source>Year</source>
      <translation>年度</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>是</translation>
    </message>
    <message>
      <source>You are let into the database, but you are not one of the hub's people; ask who runs it for an account.</source>
      <translation>您可以进入数据库，但不是该汇交库的人员；请向管理员申请账号。</translation>
    </message>
    <message>
      <source>You are logged in as “{}”.</source>
      <translation>已以“{}”登录。</translation>
    </message>
    <message>
      <source>Your county is served; you are: {}.</source>
      <translation>汇交库包含您的县；您的角色：{}。</translation>
    </message>
    <message>
      <source>Your level may not take this step with a record in this state; choose a record that waits for you, or the level you act as.</source>
      <translation>您所在的级别不能对此状态的记录执行这一步；请选择等待您审核的记录，或更换您的级别。</translation>
    </message>
    <message>
      <source>Zone</source>
      <translation>分区</translation>
    </message>
    <message>
      <source>Zone type</source>
      <translation>分区类型</translation>
    </message>
    <message>
      <source>Zone {number}</source>
      <translation>分区 {number}</translation>
    </message>
    <message>
      <source>Zone {}</source>
      <translation>分区 {}</translation>
    </message>
    <message>
      <source>Zones</source>
      <translation>范围</translation>
    </message>
    <message>
      <source>Zones and hits are out of date: {}.</source>
      <translation>范围和命中已过期：{}。</translation>
    </message>
    <message>
      <source>Zones proposed</source>
      <translation>建议的分区数</translation>
    </message>
    <message>
      <source>a ban has the purpose of a legal restriction</source>
      <translation>禁止性规定的用途应为法定限制</translation>
    </message>
    <message>
      <source>a coordinate is no number at {}</source>
      <translation>坐标不是数值（{}）</translation>
    </message>
    <message>
      <source>a device is waited for at least one day</source>
      <translation>等待一台设备至少一天</translation>
    </message>
    <message>
      <source>a file of this name exists already</source>
      <translation>同名文件已存在</translation>
    </message>
    <message>
      <source>a hole lies in a hole at {}</source>
      <translation>孔洞套在孔洞内（{}）</translation>
    </message>
    <message>
      <source>a hole lies outside at {}</source>
      <translation>孔洞在面之外（{}）</translation>
    </message>
    <message>
      <source>a line cannot be imported into “{}”</source>
      <translation>线不能导入“{}”</translation>
    </message>
    <message>
      <source>a national rule replaces none; choose a province's profile</source>
      <translation>国家规则不替代其他规则；请选择省级方案</translation>
    </message>
    <message>
      <source>a part at {} has too few different points</source>
      <translation>有一部分不同的点太少（{}）</translation>
    </message>
    <message>
      <source>a part lies in another part at {}</source>
      <translation>一部分套在另一部分内（{}）</translation>
    </message>
    <message>
      <source>a photo</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>a point cannot be imported into “{}”</source>
      <translation>点不能导入“{}”</translation>
    </message>
    <message>
      <source>a proposal is answered by the county that owns the record</source>
      <translation>建议由记录所属的县答复</translation>
    </message>
    <message>
      <source>a record is returned with a reason; write it and send again</source>
      <translation>退回记录必须写明原因；请填写后重新发送</translation>
    </message>
    <message>
      <source>a record is shared by a reviewer of its own county</source>
      <translation>记录由本县的审核人共享</translation>
    </message>
    <message>
      <source>a record is shared with another county, to read or to propose</source>
      <translation>记录只能共享给另一个县，方式为查看或建议</translation>
    </message>
    <message>
      <source>a record with its uuid {} is in the workspace already</source>
      <translation>工作空间内已有 uuid 为 {} 的记录</translation>
    </message>
    <message>
      <source>a ring crosses itself at {}</source>
      <translation>环自相交（{}）</translation>
    </message>
    <message>
      <source>a ring is there twice at {}</source>
      <translation>环重复（{}）</translation>
    </message>
    <message>
      <source>a row has more cells than there are headings</source>
      <translation>某一行的单元格多于表头</translation>
    </message>
    <message>
      <source>a row without geometry cannot be imported into “{}”</source>
      <translation>没有几何的行不能导入“{}”</translation>
    </message>
    <message>
      <source>a rule of this id exists already; give another id, or change that one</source>
      <translation>已有此编号的规则；请换编号，或修改原规则</translation>
    </message>
    <message>
      <source>a rule up or down a river is measured along the river</source>
      <translation>上下游规则须沿河道量算</translation>
    </message>
    <message>
      <source>a visible range is measured by line of sight, and nothing else is</source>
      <translation>直观可视范围须按视线量算，其他规则不得如此</translation>
    </message>
    <message>
      <source>added here</source>
      <translation>本工作空间新增</translation>
    </message>
    <message>
      <source>administrator</source>
      <translation>管理员</translation>
    </message>
    <message>
      <source>an area cannot be imported into “{}”</source>
      <translation>面不能导入“{}”</translation>
    </message>
    <message>
      <source>an indicator for its grade</source>
      <translation>影响程度的指标</translation>
    </message>
    <message>
      <source>another profile was used</source>
      <translation>所用规则方案不同</translation>
    </message>
    <message>
      <source>another program is writing it</source>
      <translation>另一个程序正在写入</translation>
    </message>
    <message>
      <source>another record has its uuid already</source>
      <translation>另一条记录已使用它的 uuid</translation>
    </message>
    <message>
      <source>as a line</source>
      <translation>线</translation>
    </message>
    <message>
      <source>as a point</source>
      <translation>点</translation>
    </message>
    <message>
      <source>as an area</source>
      <translation>面</translation>
    </message>
    <message>
      <source>as delivered</source>
      <translation>插件自带</translation>
    </message>
    <message>
      <source>auto: take the GCJ-02 shift off where it is certain, else warn; gcj02: the source is shifted, take it off; none: leave the coordinates as they are.</source>
      <translation>auto：确定有 GCJ-02 偏移时纠正，否则警告；gcj02：数据源有偏移，予以纠正；none：坐标保持不变。</translation>
    </message>
    <message>
      <source>begin of the damage</source>
      <translation>损毁开始时间</translation>
    </message>
    <message>
      <source>by the rule</source>
      <translation>按规则</translation>
    </message>
    <message>
      <source>cannot be read ({})</source>
      <translation>无法读取（{}）</translation>
    </message>
    <message>
      <source>cannot be read to its end ({})</source>
      <translation>无法读完（{}）</translation>
    </message>
    <message>
      <source>cannot be reprojected ({}); reproject it in QGIS first</source>
      <translation>无法重投影（{}）；请先在 QGIS 中重投影</translation>
    </message>
    <message>
      <source>cannot be written ({}); choose another folder</source>
      <translation>无法写入（{}）；请换一个文件夹</translation>
    </message>
    <message>
      <source>changed here</source>
      <translation>本工作空间已改</translation>
    </message>
    <message>
      <source>changed here, deleted there</source>
      <translation>本机修改，对方删除</translation>
    </message>
    <message>
      <source>collecting changes</source>
      <translation>收集变更</translation>
    </message>
    <message>
      <source>connected</source>
      <translation>已连接</translation>
    </message>
    <message>
      <source>contractor</source>
      <translation>技术单位</translation>
    </message>
    <message>
      <source>copy</source>
      <translation>副本</translation>
    </message>
    <message>
      <source>counts</source>
      <translation>有效</translation>
    </message>
    <message>
      <source>date of survey</source>
      <translation>调查日期</translation>
    </message>
    <message>
      <source>deleted here, changed there</source>
      <translation>本机删除，对方修改</translation>
    </message>
    <message>
      <source>derived</source>
      <translation>推定</translation>
    </message>
    <message>
      <source>distances</source>
      <translation>距离</translation>
    </message>
    <message>
      <source>do not import</source>
      <translation>不导入</translation>
    </message>
    <message>
      <source>done</source>
      <translation>完成</translation>
    </message>
    <message>
      <source>evidence of the time</source>
      <translation>时间证据</translation>
    </message>
    <message>
      <source>give a Chinese name</source>
      <translation>请填写中文名称</translation>
    </message>
    <message>
      <source>given when saved</source>
      <translation>保存时编号</translation>
    </message>
    <message>
      <source>grouping what is near</source>
      <translation>归并相邻</translation>
    </message>
    <message>
      <source>guess for each object</source>
      <translation>按对象推断</translation>
    </message>
    <message>
      <source>has an “extra” that is no JSON</source>
      <translation> extra 不是 JSON</translation>
    </message>
    <message>
      <source>has no column “{}”</source>
      <translation>缺少“{}”列</translation>
    </message>
    <message>
      <source>has no rows or is missing from the installation</source>
      <translation>没有行，或安装不完整</translation>
    </message>
    <message>
      <source>has no {}</source>
      <translation>缺少 {}</translation>
    </message>
    <message>
      <source>has nothing for “{}” in line {}</source>
      <translation>“{}”在第 {} 行是空的</translation>
    </message>
    <message>
      <source>has the grade “{}”, none of {}</source>
      <translation>等级“{}”不在 {} 之内</translation>
    </message>
    <message>
      <source>has the unknown type “{}”</source>
      <translation>类型“{}”未知</translation>
    </message>
    <message>
      <source>has “{}” where a number is needed</source>
      <translation>“{}”应为数字</translation>
    </message>
    <message>
      <source>has “{}” where {} needs a day like 2016-07-01</source>
      <translation>“{}”应为 2016-07-01 这样的日期（{}）</translation>
    </message>
    <message>
      <source>has “{}” where {} needs a number</source>
      <translation>“{}”应为数字（{}）</translation>
    </message>
    <message>
      <source>hidden</source>
      <translation>不可见</translation>
    </message>
    <message>
      <source>is a “{}”, not a range or statement</source>
      <translation>是“{}”，而不是区间或叙述</translation>
    </message>
    <message>
      <source>is gone</source>
      <translation>已消失</translation>
    </message>
    <message>
      <source>is missing; run this with the Python that comes with QGIS</source>
      <translation>缺失；请用 QGIS 自带的 Python 运行</translation>
    </message>
    <message>
      <source>is new</source>
      <translation>新增</translation>
    </message>
    <message>
      <source>is not in UTF-8</source>
      <translation>不是 UTF-8 编码</translation>
    </message>
    <message>
      <source>it came from the hub and does not fit ({})</source>
      <translation>它来自汇交库，与本工作区不符（{}）</translation>
    </message>
    <message>
      <source>it cannot be read ({})</source>
      <translation>无法读取（{}）</translation>
    </message>
    <message>
      <source>it cannot be read; write postgresql://user@host:port/database</source>
      <translation>无法识别；请写成 postgresql://用户@主机:端口/数据库</translation>
    </message>
    <message>
      <source>it crosses itself at {}</source>
      <translation>自相交（{}）</translation>
    </message>
    <message>
      <source>it does not cover the place; choose one of this county</source>
      <translation>未覆盖该处；请选择本县的高程模型</translation>
    </message>
    <message>
      <source>it does not exist any more</source>
      <translation>它已不存在</translation>
    </message>
    <message>
      <source>it ends on {}, before its first day {}</source>
      <translation>失效日期 {} 早于起效日期 {}</translation>
    </message>
    <message>
      <source>it has no band of heights; choose another raster</source>
      <translation>没有高程波段；请选择其他栅格</translation>
    </message>
    <message>
      <source>it has no coordinate reference system; assign one in the layer's properties</source>
      <translation>没有坐标参照系；请在图层属性中指定</translation>
    </message>
    <message>
      <source>it has no geometry, or an empty one</source>
      <translation>没有几何或几何为空</translation>
    </message>
    <message>
      <source>it has no height where anyone stands; choose one that covers the input</source>
      <translation>视点所在处没有高程；请选择覆盖输入范围的高程模型</translation>
    </message>
    <message>
      <source>it has no row of column names</source>
      <translation>缺少列名行</translation>
    </message>
    <message>
      <source>it has the option “{}”, which is not for a hub</source>
      <translation>地址中的选项“{}”不用于汇交库</translation>
    </message>
    <message>
      <source>it holds no layer of features</source>
      <translation>其中没有要素图层</translation>
    </message>
    <message>
      <source>it holds no rows</source>
      <translation>其中没有数据行</translation>
    </message>
    <message>
      <source>it holds {} members, more than any package</source>
      <translation>其中有 {} 个成员，超过任何数据包</translation>
    </message>
    <message>
      <source>it is a GeoPackage of another kind</source>
      <translation>它是其他用途的 GeoPackage</translation>
    </message>
    <message>
      <source>it is a copy for reading only</source>
      <translation>这是只读副本</translation>
    </message>
    <message>
      <source>it is a file of another kind</source>
      <translation>它是其他类型的文件</translation>
    </message>
    <message>
      <source>it is a folder</source>
      <translation>它是文件夹</translation>
    </message>
    <message>
      <source>it is county {}, the workspace is of county {}</source>
      <translation>属于县 {}，而工作空间属于县 {}</translation>
    </message>
    <message>
      <source>it is larger than any package</source>
      <translation>它大于任何数据包</translation>
    </message>
    <message>
      <source>it is no GeoPackage</source>
      <translation>它不是 GeoPackage</translation>
    </message>
    <message>
      <source>it is no list of rows</source>
      <translation>其内容不是逐行的表</translation>
    </message>
    <message>
      <source>it is no raster of heights; choose a GeoTIFF or another raster</source>
      <translation>不是高程栅格；请选择 GeoTIFF 或其他栅格</translation>
    </message>
    <message>
      <source>it is not a workbook that can be opened</source>
      <translation>不是能打开的工作簿</translation>
    </message>
    <message>
      <source>it is not in the hub</source>
      <translation>汇交库中没有这条记录</translation>
    </message>
    <message>
      <source>it is not there</source>
      <translation>文件不存在</translation>
    </message>
    <message>
      <source>it is on a network share, where two writers would damage it; work on a copy on this computer</source>
      <translation>它位于网络共享上，两人同时写入会损坏；请在本机的副本上工作</translation>
    </message>
    <message>
      <source>it is restarting after a fault</source>
      <translation>服务器故障后正在重启</translation>
    </message>
    <message>
      <source>it is starting or shutting down</source>
      <translation>服务器正在启动或关闭</translation>
    </message>
    <message>
      <source>it lies outside its own coordinate reference system; assign the right one</source>
      <translation>超出其自身坐标参照系的范围；请指定正确的坐标系</translation>
    </message>
    <message>
      <source>it lies too far from the county; check its coordinates, or its coordinate reference system</source>
      <translation>离本县太远；请核对坐标或坐标参照系</translation>
    </message>
    <message>
      <source>it names no database; write postgresql://user@host/database</source>
      <translation>未指明数据库；请写成 postgresql://用户@主机/数据库</translation>
    </message>
    <message>
      <source>it needs PostgreSQL 15 or later; upgrade the server, then install again</source>
      <translation>需要 PostgreSQL 15 或更新版本；请升级服务器后再安装</translation>
    </message>
    <message>
      <source>it replaces “{}”, a rule of another class</source>
      <translation>所替代的“{}”属于其他类别</translation>
    </message>
    <message>
      <source>it replaces “{}”, which is no rule</source>
      <translation>所替代的“{}”不存在</translation>
    </message>
    <message>
      <source>it reports an error ({})</source>
      <translation>服务器报告错误（{}）</translation>
    </message>
    <message>
      <source>it stands twice for {}; end one row the day before the other begins</source>
      <translation>{} 当天有两行同时有效；请让一行在另一行起效前一天失效</translation>
    </message>
    <message>
      <source>it took too long to answer</source>
      <translation>应答时间过长</translation>
    </message>
    <message>
      <source>its changes are more than one package takes</source>
      <translation>变更内容超出一个数据包的上限</translation>
    </message>
    <message>
      <source>its changes are not those its manifest speaks of</source>
      <translation>其中的变更与清单所述不符</translation>
    </message>
    <message>
      <source>its coordinates are not longitude and latitude in degrees (EPSG:4490)</source>
      <translation>坐标不是以度表示的经纬度（EPSG:4490）</translation>
    </message>
    <message>
      <source>its disk is full</source>
      <translation>其磁盘已满</translation>
    </message>
    <message>
      <source>its file cannot be opened with your rights</source>
      <translation>没有权限打开它的文件</translation>
    </message>
    <message>
      <source>its file or folder is read-only</source>
      <translation>它的文件或文件夹只读</translation>
    </message>
    <message>
      <source>its folder is read-only or not there</source>
      <translation>所在文件夹为只读或不存在</translation>
    </message>
    <message>
      <source>its geometry has a coordinate that is no number</source>
      <translation>几何中有不是数字的坐标</translation>
    </message>
    <message>
      <source>its geometry is a {}, the table takes {}</source>
      <translation>它的几何类型是 {}，此表只收 {}</translation>
    </message>
    <message>
      <source>its geometry is empty</source>
      <translation>几何为空</translation>
    </message>
    <message>
      <source>its geometry mixes points, lines or areas; import it part by part</source>
      <translation>几何混有点、线、面；请分别导入</translation>
    </message>
    <message>
      <source>its index cannot be kept on this computer ({})</source>
      <translation>无法在本机保存它的索引（{}）</translation>
    </message>
    <message>
      <source>its index on this computer cannot be used ({})</source>
      <translation>它在本机的索引无法使用（{}）</translation>
    </message>
    <message>
      <source>its inside falls apart at {}</source>
      <translation>内部不连通（{}）</translation>
    </message>
    <message>
      <source>its mailbox.json is of another program</source>
      <translation>其中的 mailbox.json 属于别的程序</translation>
    </message>
    <message>
      <source>its maps are read directly by analysts of a whole province alone; everybody else has the sync and the statistics</source>
      <translation>只有全省的分析员可以直接读取其地图；其他人使用同步和统计</translation>
    </message>
    <message>
      <source>its member {} is too large</source>
      <translation>其中的 {} 过大</translation>
    </message>
    <message>
      <source>its member “{}” is a link to another file</source>
      <translation>其中的“{}”是指向别处的链接</translation>
    </message>
    <message>
      <source>its member “{}” is locked with a password</source>
      <translation>其中的“{}”带有密码</translation>
    </message>
    <message>
      <source>its member “{}” is not one that packages have</source>
      <translation>其中的“{}”不属于数据包</translation>
    </message>
    <message>
      <source>its member “{}” is there twice</source>
      <translation>其中的“{}”出现了两次</translation>
    </message>
    <message>
      <source>its member “{}” would be written outside of it</source>
      <translation>其中的“{}”会写到数据包之外</translation>
    </message>
    <message>
      <source>its member “{}” would swell beyond measure</source>
      <translation>其中的“{}”解开后会无限膨胀</translation>
    </message>
    <message>
      <source>its members together are larger than any package</source>
      <translation>其成员合计超过任何数据包</translation>
    </message>
    <message>
      <source>its mine</source>
      <translation>所属矿山</translation>
    </message>
    <message>
      <source>its place</source>
      <translation>位置</translation>
    </message>
    <message>
      <source>its position cannot be read: {}</source>
      <translation>位置无法识别：{}</translation>
    </message>
    <message>
      <source>its rows are recorded by people and are not replaced as a whole</source>
      <translation>这张表由人填写，不能整表替换</translation>
    </message>
    <message>
      <source>its text is neither UTF-8 nor GBK</source>
      <translation>文字编码既不是 UTF-8 也不是 GBK</translation>
    </message>
    <message>
      <source>its type</source>
      <translation>类型</translation>
    </message>
    <message>
      <source>its uuid is not a lower-case version 4 UUID</source>
      <translation>它的 uuid 不是小写的第 4 版 UUID</translation>
    </message>
    <message>
      <source>its {} is damaged</source>
      <translation>其中的 {} 已损坏</translation>
    </message>
    <message>
      <source>lacks the columns code and name_zh</source>
      <translation>缺少 code 和 name_zh 两列</translation>
    </message>
    <message>
      <source>merging</source>
      <translation>合并</translation>
    </message>
    <message>
      <source>mines and problems</source>
      <translation>矿山与问题</translation>
    </message>
    <message>
      <source>names the source column “{}”, which the source does not have</source>
      <translation>写了来源列“{}”，而来源没有这一列</translation>
    </message>
    <message>
      <source>names the target column “{}”, which the target table does not have</source>
      <translation>写了目标列“{}”，而目标表没有这一列</translation>
    </message>
    <message>
      <source>needs 0 &lt; medium_min ≤ large_min</source>
      <translation>应满足 0 &lt; medium_min ≤ large_min</translation>
    </message>
    <message>
      <source>needs a distance of 0 m or more</source>
      <translation>距离应不小于 0 m</translation>
    </message>
    <message>
      <source>needs a half-width of 0 m or more</source>
      <translation>半宽应不小于 0 m</translation>
    </message>
    <message>
      <source>needs a spacing above 0 m</source>
      <translation>间距应大于 0 m</translation>
    </message>
    <message>
      <source>needs a value of 0 or more</source>
      <translation>值应不小于 0</translation>
    </message>
    <message>
      <source>needs a weight of 0 or more and a full_at above 0</source>
      <translation>权重应不小于 0，full_at 应大于 0</translation>
    </message>
    <message>
      <source>no</source>
      <translation>否</translation>
    </message>
    <message>
      <source>no GeoPackage in it is a workspace</source>
      <translation>其中没有工作区</translation>
    </message>
    <message>
      <source>no key of a hub is trusted here yet; trust the hub's key card first</source>
      <translation>本机尚未信任任何汇交库的密钥；请先信任汇交库的密钥卡</translation>
    </message>
    <message>
      <source>no server answers there</source>
      <translation>该处没有服务器应答</translation>
    </message>
    <message>
      <source>no server of that name is known here</source>
      <translation>找不到该名称的服务器</translation>
    </message>
    <message>
      <source>not graded yet</source>
      <translation>尚未评定</translation>
    </message>
    <message>
      <source>not kept</source>
      <translation>不保留</translation>
    </message>
    <message>
      <source>not known</source>
      <translation>不明</translation>
    </message>
    <message>
      <source>not saved</source>
      <translation>未保存</translation>
    </message>
    <message>
      <source>nothing tells its protected class; map a column to “class” or give one for all</source>
      <translation>看不出保护对象类别；请将某一字段对应到“class”，或为全部指定一个类别</translation>
    </message>
    <message>
      <source>open</source>
      <translation>待认定</translation>
    </message>
    <message>
      <source>others write to this county without a pause</source>
      <translation>其他人正在持续写入本县</translation>
    </message>
    <message>
      <source>outlines</source>
      <translation>轮廓</translation>
    </message>
    <message>
      <source>overlaps</source>
      <translation>重叠</translation>
    </message>
    <message>
      <source>own key for {}: {}</source>
      <translation>{} 的本方密钥：{}</translation>
    </message>
    <message>
      <source>packages without a receipt: {}</source>
      <translation>未收到回执的数据包：{}</translation>
    </message>
    <message>
      <source>packing photos</source>
      <translation>打包照片</translation>
    </message>
    <message>
      <source>photos</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>photos to send: {}</source>
      <translation>待发送照片：{}</translation>
    </message>
    <message>
      <source>position accuracy</source>
      <translation>定位精度</translation>
    </message>
    <message>
      <source>problems or mining rights changed</source>
      <translation>问题或矿业权有变化</translation>
    </message>
    <message>
      <source>proposal</source>
      <translation>建议</translation>
    </message>
    <message>
      <source>protected objects changed ({})</source>
      <translation>保护对象有变化（{}）</translation>
    </message>
    <message>
      <source>pyproj in {folder} is a wheel with a PROJ library of its own; beside the PROJ that QGIS uses it would end QGIS.</source>
      <translation>{folder} 中的 pyproj 是自带 PROJ 库的 wheel 包，与 QGIS 所用的 PROJ 并存会使 QGIS 崩溃。</translation>
    </message>
    <message>
      <source>read</source>
      <translation>查看</translation>
    </message>
    <message>
      <source>read and propose changes</source>
      <translation>查看并建议修改</translation>
    </message>
    <message>
      <source>reading</source>
      <translation>读取</translation>
    </message>
    <message>
      <source>reading the elevation</source>
      <translation>读取高程</translation>
    </message>
    <message>
      <source>receiving changes</source>
      <translation>接收变更</translation>
    </message>
    <message>
      <source>receiving photos</source>
      <translation>接收照片</translation>
    </message>
    <message>
      <source>receiving thumbnails</source>
      <translation>接收缩略图</translation>
    </message>
    <message>
      <source>replaced {}</source>
      <translation>{} 被取代</translation>
    </message>
    <message>
      <source>reviewer of the city</source>
      <translation>市级审核</translation>
    </message>
    <message>
      <source>reviewer of the county</source>
      <translation>县级审核</translation>
    </message>
    <message>
      <source>reviewer of the province</source>
      <translation>省级审核</translation>
    </message>
    <message>
      <source>rows of the result were changed</source>
      <translation>结果记录被改动</translation>
    </message>
    <message>
      <source>rules of “{}” stand in the workspace or its history</source>
      <translation>工作库或其历史中有“{}”的规则</translation>
    </message>
    <message>
      <source>say who changes the rules</source>
      <translation>请填写修改人</translation>
    </message>
    <message>
      <source>say why the rules change</source>
      <translation>请填写修改原因</translation>
    </message>
    <message>
      <source>sending again</source>
      <translation>重新发送</translation>
    </message>
    <message>
      <source>sending changes</source>
      <translation>发送变更</translation>
    </message>
    <message>
      <source>sending photos</source>
      <translation>发送照片</translation>
    </message>
    <message>
      <source>sending thumbnails</source>
      <translation>发送缩略图</translation>
    </message>
    <message>
      <source>settlements and roads</source>
      <translation>居民点与道路</translation>
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
      <translation>图幅 {}</translation>
    </message>
    <message>
      <source>stands twice in its list</source>
      <translation>在列表中出现了两次</translation>
    </message>
    <message>
      <source>storing the changes</source>
      <translation>保存变更</translation>
    </message>
    <message>
      <source>storing the photos</source>
      <translation>保存照片</translation>
    </message>
    <message>
      <source>such as Hebei</source>
      <translation>如 Hebei</translation>
    </message>
    <message>
      <source>such as hub.example.org</source>
      <translation>例如 hub.example.org</translation>
    </message>
    <message>
      <source>such as 河北省</source>
      <translation>如 河北省</translation>
    </message>
    <message>
      <source>surveyor</source>
      <translation>调查人</translation>
    </message>
    <message>
      <source>surveyor of the county</source>
      <translation>县调查员</translation>
    </message>
    <message>
      <source>taken out here</source>
      <translation>本工作空间已停用</translation>
    </message>
    <message>
      <source>taking the receipt in</source>
      <translation>读入回执</translation>
    </message>
    <message>
      <source>terrain</source>
      <translation>地形</translation>
    </message>
    <message>
      <source>that person has no role in the whole province</source>
      <translation>此人没有全省的角色</translation>
    </message>
    <message>
      <source>the card of a shared key lacks its secret; ask for the key card again</source>
      <translation>共享密钥的密钥卡缺少密钥内容；请重新索取密钥卡</translation>
    </message>
    <message>
      <source>the column “{}” is no time that can be read: “{}”</source>
      <translation>“{}”列的时间无法识别：“{}”</translation>
    </message>
    <message>
      <source>the column “{}” is required and missing</source>
      <translation>“{}”列必填，现在为空</translation>
    </message>
    <message>
      <source>the column “{}” takes a 64-bit whole number, not {}</source>
      <translation>“{}”列应为 64 位整数，而不是 {}</translation>
    </message>
    <message>
      <source>the column “{}” takes a date such as 2024-05-31, not {}</source>
      <translation>“{}”列应为 2024-05-31 这样的日期，而不是 {}</translation>
    </message>
    <message>
      <source>the column “{}” takes a finite number; a missing value is left blank</source>
      <translation>“{}”列应为有限的数；没有值就留空</translation>
    </message>
    <message>
      <source>the column “{}” takes a number, not {}</source>
      <translation>“{}”列应为数字，而不是 {}</translation>
    </message>
    <message>
      <source>the column “{}” takes a number, not “{}”</source>
      <translation>字段“{}”应为数值，而不是“{}”</translation>
    </message>
    <message>
      <source>the column “{}” takes a time such as 2024-05-31T08:00:00Z, not {}</source>
      <translation>“{}”列应为 2024-05-31T08:00:00Z 这样的时间，而不是 {}</translation>
    </message>
    <message>
      <source>the column “{}” takes a whole number, not {}</source>
      <translation>“{}”列应为整数，而不是 {}</translation>
    </message>
    <message>
      <source>the column “{}” takes bytes, not {}</source>
      <translation>“{}”列应为字节，而不是 {}</translation>
    </message>
    <message>
      <source>the column “{}” takes text, not {}</source>
      <translation>“{}”列应为文字，而不是 {}</translation>
    </message>
    <message>
      <source>the column “{}” takes yes or no (1 or 0), not {}</source>
      <translation>“{}”列应为是或否（1 或 0），而不是 {}</translation>
    </message>
    <message>
      <source>the column “{}” takes yes or no, not “{}”</source>
      <translation>字段“{}”应为是或否，而不是“{}”</translation>
    </message>
    <message>
      <source>the confidence “{}” is none of {}</source>
      <translation>可信度“{}”不属于 {}</translation>
    </message>
    <message>
      <source>the connection was lost</source>
      <translation>连接已中断</translation>
    </message>
    <message>
      <source>the copy does not hold the same rows as the original</source>
      <translation>副本与原件的行数不一致</translation>
    </message>
    <message>
      <source>the disk is full</source>
      <translation>磁盘已满</translation>
    </message>
    <message>
      <source>the disk reported an error</source>
      <translation>磁盘报告错误</translation>
    </message>
    <message>
      <source>the encrypted connection was not made: its certificate, or no TLS there</source>
      <translation>加密连接未建立：证书有问题，或对方未启用 TLS</translation>
    </message>
    <message>
      <source>the file cannot be created ({})</source>
      <translation>无法新建文件（{}）</translation>
    </message>
    <message>
      <source>the file holds no key; ask for the key card again</source>
      <translation>文件中没有密钥；请重新索取密钥卡</translation>
    </message>
    <message>
      <source>the file is damaged</source>
      <translation>文件已损坏</translation>
    </message>
    <message>
      <source>the file or its folder is read-only</source>
      <translation>文件或其文件夹为只读</translation>
    </message>
    <message>
      <source>the folder holds no {}, so it is no mailbox</source>
      <translation>文件夹中没有 {}，不是信箱</translation>
    </message>
    <message>
      <source>the folder is no mailbox; choose an empty folder, or one that is a mailbox</source>
      <translation>该文件夹不是信箱；请选择空文件夹或已有的信箱</translation>
    </message>
    <message>
      <source>the folder is not there; was the stick or the share taken away?</source>
      <translation>文件夹不存在；U 盘或共享是否已移除？</translation>
    </message>
    <message>
      <source>the folder is read-only</source>
      <translation>文件夹为只读</translation>
    </message>
    <message>
      <source>the history of the hub is not changed</source>
      <translation>汇交库的历史不可更改</translation>
    </message>
    <message>
      <source>the hub</source>
      <translation>汇交库</translation>
    </message>
    <message>
      <source>the key's fingerprint is {}, not the one that was given; compare it once more by telephone, and do not trust the key before they agree</source>
      <translation>密钥的指纹是 {}，与输入的不一致；请再打电话核对，一致之前不要信任该密钥</translation>
    </message>
    <message>
      <source>the legal basis is missing</source>
      <translation>缺少法律依据</translation>
    </message>
    <message>
      <source>the login “{}” passes every border between counties; take another one</source>
      <translation>账号“{}”能越过各县的界限；请换一个账号</translation>
    </message>
    <message>
      <source>the object</source>
      <translation>保护对象</translation>
    </message>
    <message>
      <source>the package cannot be encrypted: that needs the Python package “cryptography” on both sides; export without encryption, or install it on both sides and make new keys</source>
      <translation>数据包无法加密：双方都需要 Python 包“cryptography”；请不加密导出，或双方安装后重新生成密钥</translation>
    </message>
    <message>
      <source>the package “{}” does not say with which key it is signed; ask for the key card</source>
      <translation>数据包“{}”没有写明用哪个密钥签名；请索取密钥卡</translation>
    </message>
    <message>
      <source>the plugin</source>
      <translation>插件</translation>
    </message>
    <message>
      <source>the province has accepted this record; ask for it to be reopened before changing it</source>
      <translation>此记录已由省级验收；修改前请先申请重新打开</translation>
    </message>
    <message>
      <source>the record it belongs to is not in the hub</source>
      <translation>它所属的记录不在汇交库中</translation>
    </message>
    <message>
      <source>the required column “{}” ({}) is empty</source>
      <translation>必填字段“{}”（{}）为空</translation>
    </message>
    <message>
      <source>the right</source>
      <translation>矿业权</translation>
    </message>
    <message>
      <source>the rules of {} changed</source>
      <translation>{}的规则有变化</translation>
    </message>
    <message>
      <source>the same day</source>
      <translation>同日</translation>
    </message>
    <message>
      <source>the server was not reached</source>
      <translation>无法连接服务器</translation>
    </message>
    <message>
      <source>the server was not reached in time</source>
      <translation>连接服务器超时</translation>
    </message>
    <message>
      <source>the stick or the share was taken away</source>
      <translation>U 盘或共享已移除</translation>
    </message>
    <message>
      <source>the table takes no geometry</source>
      <translation>此表不收几何</translation>
    </message>
    <message>
      <source>the time of damage is no time that can be read: “{}”</source>
      <translation>损毁时间无法识别：“{}”</translation>
    </message>
    <message>
      <source>the visible range changed</source>
      <translation>可视范围有变化</translation>
    </message>
    <message>
      <source>the way to another computer must be encrypted; take sslmode=require, or verify-full with the server's certificate</source>
      <translation>连接其他计算机必须加密；请使用 sslmode=require，或配合服务器证书使用 verify-full</translation>
    </message>
    <message>
      <source>the wording names {} m: correct it if it means this distance</source>
      <translation>条文中写的是 {} m；如指本距离，请一并改正</translation>
    </message>
    <message>
      <source>the workspace has no such table</source>
      <translation>工作区中没有这张表</translation>
    </message>
    <message>
      <source>there is a profile “{}” already</source>
      <translation>已有方案“{}”</translation>
    </message>
    <message>
      <source>there is no column “{}”</source>
      <translation>没有“{}”这一列</translation>
    </message>
    <message>
      <source>there is no hub in this database, or an older one; install it first</source>
      <translation>该数据库中没有汇交库，或版本过旧；请先安装</translation>
    </message>
    <message>
      <source>there is no problem {}</source>
      <translation>没有编号为 {} 的问题</translation>
    </message>
    <message>
      <source>there is no profile “{}”</source>
      <translation>没有方案“{}”</translation>
    </message>
    <message>
      <source>there is no role “{}”; take one of {}</source>
      <translation>没有“{}”这种角色；请从 {} 中选择</translation>
    </message>
    <message>
      <source>there is no such file</source>
      <translation>没有此文件</translation>
    </message>
    <message>
      <source>there is no such record that you may see</source>
      <translation>没有您可以查看的该记录</translation>
    </message>
    <message>
      <source>this hub is a copy for reading; forget deletions on the hub on which the county lives</source>
      <translation>此汇交库是只读副本；请在该县所在的汇交库上清除删除记录</translation>
    </message>
    <message>
      <source>this hub is a copy for reading; write and review on the hub on which the county lives</source>
      <translation>此汇交库是只读副本；请在该县所在的汇交库上编辑和审核</translation>
    </message>
    <message>
      <source>this workspace</source>
      <translation>本工作库</translation>
    </message>
    <message>
      <source>to a line</source>
      <translation>改为线</translation>
    </message>
    <message>
      <source>to a point</source>
      <translation>改为点</translation>
    </message>
    <message>
      <source>to an area</source>
      <translation>改为面</translation>
    </message>
    <message>
      <source>to be checked</source>
      <translation>待核实</translation>
    </message>
    <message>
      <source>too many people are connected at once</source>
      <translation>同时连接的人数过多</translation>
    </message>
    <message>
      <source>trusted key for {}: {}</source>
      <translation>{} 的受信任密钥：{}</translation>
    </message>
    <message>
      <source>two writers were in each other's way</source>
      <translation>两处同时写入，互相等待</translation>
    </message>
    <message>
      <source>verified</source>
      <translation>已核实</translation>
    </message>
    <message>
      <source>verifying the package</source>
      <translation>核验数据包</translation>
    </message>
    <message>
      <source>was changed</source>
      <translation>已改动</translation>
    </message>
    <message>
      <source>what decides the responsibility</source>
      <translation>认定责任所需内容</translation>
    </message>
    <message>
      <source>what it belongs to was deleted</source>
      <translation>其上级记录已被删除</translation>
    </message>
    <message>
      <source>what the observers see</source>
      <translation>观察点可见范围</translation>
    </message>
    <message>
      <source>what this record was before is not in this mailbox; copy the folder it was last synchronised with into it, or synchronise with that one</source>
      <translation>此信箱中没有这条记录的原值；请把它上次同步的信箱文件夹复制进来，或与那个信箱同步</translation>
    </message>
    <message>
      <source>writing</source>
      <translation>写入</translation>
    </message>
    <message>
      <source>writing the receipt</source>
      <translation>写回执</translation>
    </message>
    <message>
      <source>yes</source>
      <translation>是</translation>
    </message>
    <message>
      <source>you have no right to do that</source>
      <translation>没有相应权限</translation>
    </message>
    <message>
      <source>you have no right to open it</source>
      <translation>无权打开</translation>
    </message>
    <message>
      <source>your login does not administer this hub</source>
      <translation>此账号不管理这个汇交库</translation>
    </message>
    <message>
      <source>your login is not one of the hub's people</source>
      <translation>您的登录名不在汇交库人员之列</translation>
    </message>
    <message>
      <source>your role may not bring a record from the review state “{}” to “{}”</source>
      <translation>您的角色不能把记录的审核状态从“{}”改为“{}”</translation>
    </message>
    <message>
      <source>your role may not do this to a record in the review state “{}”</source>
      <translation>您的角色不能对审核状态为“{}”的记录这样做</translation>
    </message>
    <message>
      <source>zones were never computed</source>
      <translation>尚未计算范围</translation>
    </message>
    <message>
      <source>{count} features have no geometry and get no buffer.</source>
      <translation>{count} 个要素没有几何，不作缓冲区。</translation>
    </message>
    <message>
      <source>{count} more skipped rows stand in the report.</source>
      <translation>另有 {count} 个跳过的行列于报告中。</translation>
    </message>
    <message>
      <source>{name} in {folder} is version {version}, and version {minimum} or later is needed.</source>
      <translation>{folder} 中的 {name} 为 {version} 版，需要 {minimum} 或更高版本。</translation>
    </message>
    <message>
      <source>{name} is not installed.</source>
      <translation>未安装 {name}。</translation>
    </message>
    <message>
      <source>{} (added when saved)</source>
      <translation>{}（保存时添加）</translation>
    </message>
    <message>
      <source>{} (land: {})</source>
      <translation>{}（土地：{}）</translation>
    </message>
    <message>
      <source>{} (none)</source>
      <translation>{}（无）</translation>
    </message>
    <message>
      <source>{} belongs to {}. What you change here is proposed; {} takes it over, or declines.</source>
      <translation>{} 属于{}。此处的修改作为建议提出，由{}采纳或不采纳。</translation>
    </message>
    <message>
      <source>{} bridges have no river line within {} m; their sand bans are not drawn: import rivers as lines.</source>
      <translation>{} 座桥梁 {} m 内没有河流线，未划定其禁采范围：请以线导入河流。</translation>
    </message>
    <message>
      <source>{} changes and {} photos are in the package “{}”.</source>
      <translation>{} 处变更和 {} 张照片已写入数据包“{}”。</translation>
    </message>
    <message>
      <source>{} changes met newer ones; their author merges them.</source>
      <translation>{} 处变更遇到了更新的内容，由其作者合并。</translation>
    </message>
    <message>
      <source>{} changes of records that are classified by now were on their way and are not sent again. If you wrote a package before, destroy it.</source>
      <translation>有 {} 项变更在途中时其记录已定为涉密，不再重发。此前写出的数据包请销毁。</translation>
    </message>
    <message>
      <source>{} changes were refused; the receipt says why.</source>
      <translation>{} 处变更被拒绝，原因见回执。</translation>
    </message>
    <message>
      <source>{} changes were sent, {} rows were received.</source>
      <translation>已发送 {} 项变更，接收 {} 行。</translation>
    </message>
    <message>
      <source>{} classified records stayed on this computer.</source>
      <translation>{} 条涉密记录留在本机。</translation>
    </message>
    <message>
      <source>{} conflicts wait for a decision</source>
      <translation>{} 个冲突待处理</translation>
    </message>
    <message>
      <source>{} does not see this record any more.</source>
      <translation>{}不再看到该记录。</translation>
    </message>
    <message>
      <source>{} hits; click one to see it on the map.</source>
      <translation>{} 处命中；单击可在地图上查看。</translation>
    </message>
    <message>
      <source>{} hm² of the right lie beyond the county line: import the protected objects that lie there.</source>
      <translation>矿业权有 {} hm² 在县界之外；请导入该处的保护对象。</translation>
    </message>
    <message>
      <source>{} hm² within the radius have no elevation</source>
      <translation>半径内有 {} hm² 没有高程</translation>
    </message>
    <message>
      <source>{} hm² within the radius have no elevation; nothing is said about them.</source>
      <translation>半径内有 {} hm² 没有高程，不作判断。</translation>
    </message>
    <message>
      <source>{} hm² · {} problems, {} of them priorities under No. 63, {} legally restricted</source>
      <translation>{} hm² · {} 个问题，其中63号文重点 {} 个，法定限制 {} 个</translation>
    </message>
    <message>
      <source>{} is no value for the visible range; give a number that is not below 0.</source>
      <translation>{} 不能用于可视范围；请给出不小于 0 的数。</translation>
    </message>
    <message>
      <source>{} is not within the days of the old version</source>
      <translation>{} 不在旧版本的有效期内</translation>
    </message>
    <message>
      <source>{} later changes wait until the receipt has come.</source>
      <translation>另有 {} 处较新的变更等回执到达后再发。</translation>
    </message>
    <message>
      <source>{} m; the rule says {} m</source>
      <translation>{} m；规定为 {} m</translation>
    </message>
    <message>
      <source>{} may see this record now: {}.</source>
      <translation>{}现在可以看到该记录：{}。</translation>
    </message>
    <message>
      <source>{} new conflicts wait for a decision; both values are kept.</source>
      <translation>{} 个新冲突待处理；双方的值均已保留。</translation>
    </message>
    <message>
      <source>{} objects of the class “{}” have no distance rule in this profile.</source>
      <translation>{} 个“{}”类对象在本方案中没有距离规定。</translation>
    </message>
    <message>
      <source>{} objects over “{}”; eye {} m, target {} m above ground, an observer every {} m</source>
      <translation>{} 个对象，高程模型“{}”；视点高 {} m，目标高 {} m，每 {} m 一个视点</translation>
    </message>
    <message>
      <source>{} objects without a half-width got the default of their class: {}.</source>
      <translation>{} 个未注明半宽的对象采用了类别缺省值：{}。</translation>
    </message>
    <message>
      <source>{} observers looked: {} records are in sight, {} within the radius are hidden.</source>
      <translation>{} 个视点：{} 条记录可视，半径内 {} 条被遮挡。</translation>
    </message>
    <message>
      <source>{} observers stand where the elevation model has no height; they were left out.</source>
      <translation>{} 个视点处高程模型没有高程，已略去。</translation>
    </message>
    <message>
      <source>{} observers stand where there is no elevation; take an elevation model that covers them, or leave them out.</source>
      <translation>有 {} 个观察点所在处没有高程；请使用能覆盖它们的高程模型，或去掉这些点。</translation>
    </message>
    <message>
      <source>{} of the right lies within the rule's reach</source>
      <translation>矿业权的 {} 位于规则所及范围内</translation>
    </message>
    <message>
      <source>{} of them were sent before they were classified; the hub and other computers still hold what was sent: {}. Tell who runs the hub, and your office for secrecy.</source>
      <translation>其中 {} 条在定密之前已经发出，汇交库和其他电脑仍存有当时的内容：{}。请报告管理汇交库的人和本单位保密部门。</translation>
    </message>
    <message>
      <source>{} of {} and its photos are seen by these counties. It stays the record of {}; nobody else sees it.</source>
      <translation>{}（{}）及其照片对下列各县可见。记录仍归{}；其他县看不到。</translation>
    </message>
    <message>
      <source>{} of {} photos are here.</source>
      <translation>本机有 {} 张照片，共 {} 张。</translation>
    </message>
    <message>
      <source>{} of {} records</source>
      <translation>{} 条，共 {} 条记录</translation>
    </message>
    <message>
      <source>{} photos did not fit and go with the next package.</source>
      <translation>{} 张照片装不下，随下一个数据包发送。</translation>
    </message>
    <message>
      <source>{} photos did not fit and go with the next receipt.</source>
      <translation>{} 张照片装不下，随下一份回执带回。</translation>
    </message>
    <message>
      <source>{} photos were sent, {} were received.</source>
      <translation>已发送 {} 张照片，接收 {} 张。</translation>
    </message>
    <message>
      <source>{} points near {:.4f}, {:.4f}</source>
      <translation>{} 个点，位于 {:.4f}, {:.4f} 附近</translation>
    </message>
    <message>
      <source>{} problems and {} mines are up to date.</source>
      <translation>{} 个问题和 {} 座矿山均为最新。</translation>
    </message>
    <message>
      <source>{} problems lack something. Click one to see it on the map, double click to fill it in.</source>
      <translation>{} 个问题有缺项。单击在地图上查看，双击补填。</translation>
    </message>
    <message>
      <source>{} proposals answered. What was taken over goes out with the next sync.</source>
      <translation>已答复 {} 条建议。采纳的内容随下次同步上报。</translation>
    </message>
    <message>
      <source>{} protected objects are imported, {} were left out.</source>
      <translation>已导入 {} 个保护对象，舍去 {} 个。</translation>
    </message>
    <message>
      <source>{} protected objects are taken out again.</source>
      <translation>已撤回 {} 个保护对象。</translation>
    </message>
    <message>
      <source>{} records</source>
      <translation>{} 条记录</translation>
    </message>
    <message>
      <source>{} records are accepted by the province and were not changed; your values are kept as conflicts.</source>
      <translation>{} 条记录已由省级验收，没有改动；您的值作为冲突保留。</translation>
    </message>
    <message>
      <source>{} records changed unseen; tick what is right.</source>
      <translation>有 {} 条记录的改动未被记录；请勾选正确的改动。</translation>
    </message>
    <message>
      <source>{} records get a new key, with all that belongs to them.</source>
      <translation>有 {} 条记录将获得新的标识，其下属内容一并更新。</translation>
    </message>
    <message>
      <source>{} records have unsaved edits; save or discard them, then repair the workspace.</source>
      <translation>有 {} 条记录尚未保存；请先保存或放弃，再修复工作空间。</translation>
    </message>
    <message>
      <source>{} records stay as they are: {}</source>
      <translation>{} 条记录保持原样：{}</translation>
    </message>
    <message>
      <source>{} records: done at the hub. Their counties receive it with the next sync.</source>
      <translation>{} 条记录已在汇交库办理；各县下次同步时收到。</translation>
    </message>
    <message>
      <source>{} records: done. The next sync tells the others.</source>
      <translation>{} 条记录已办理。下次同步时告知其他人。</translation>
    </message>
    <message>
      <source>{} rivers have no known flow; their sand bans run both ways.</source>
      <translation>{} 条河流流向不明，禁采范围按两个方向划定。</translation>
    </message>
    <message>
      <source>{} roads have no half-width of their land; their distances are measured from the centre line.</source>
      <translation>{} 条公路没有用地半宽；其距离自中心线起算。</translation>
    </message>
    <message>
      <source>{} rows are being edited here; they are merged at the next sync.</source>
      <translation>{} 行正在本机编辑；下次同步时合并。</translation>
    </message>
    <message>
      <source>{} rows: {}.</source>
      <translation>{} 行：{}。</translation>
    </message>
    <message>
      <source>{} rules are those of the plugin again.</source>
      <translation>{} 条规则已恢复为插件自带规则。</translation>
    </message>
    <message>
      <source>{} rules are written to “{}”.</source>
      <translation>{} 条规则已写入“{}”。</translation>
    </message>
    <message>
      <source>{} rules become those of the plugin again.</source>
      <translation>{} 条规则恢复为插件自带规则。</translation>
    </message>
    <message>
      <source>{} rules differ from those that the plugin ships.</source>
      <translation>{} 条规则与插件自带规则不同。</translation>
    </message>
    <message>
      <source>{} rules were added, {} got a new version, {} were the same.</source>
      <translation>新增规则 {} 条，新版本 {} 条，相同 {} 条。</translation>
    </message>
    <message>
      <source>{} shares this record for reading alone, or does not share it any more; ask its reviewer to let you propose.</source>
      <translation>{}只共享查看该记录，或已不再共享；请联系该县审核人开放建议权限。</translation>
    </message>
    <message>
      <source>{} sightings are out of date and do not count; compute the visible range again, then the zones.</source>
      <translation>{} 条可视结果已过期，不予采用；请先重算可视范围，再计算范围。</translation>
    </message>
    <message>
      <source>{} triggers of the change log are missing or altered.</source>
      <translation>变更日志有 {} 个触发器缺失或被改动。</translation>
    </message>
    <message>
      <source>{} visible ranges are out of date: their objects changed. Compute them again.</source>
      <translation>{} 个可视范围已过期：其对象已修改。请重新计算。</translation>
    </message>
    <message>
      <source>{} zones are drawn; {} hits lie in them.</source>
      <translation>已绘制 {} 个范围；其中有 {} 处命中。</translation>
    </message>
    <message>
      <source>{} zones are in the plan.</source>
      <translation>规划中有 {} 个分区。</translation>
    </message>
    <message>
      <source>{} zones are proposed, {} hm² together; look at them on the map.</source>
      <translation>建议 {} 个分区，共 {} hm²；请在地图上查看。</translation>
    </message>
    <message>
      <source>{}: known up to the county line only, but their distances reach {} m; {} hm² beyond it are not covered: import what lies there.</source>
      <translation>{}：数据只到县界，而规定距离达 {} m；县界外 {} hm² 没有数据，请导入界外对象。</translation>
    </message>
    <message>
      <source>{}: no sync by itself ({}) It is tried again every {} minutes.</source>
      <translation>{}：自动同步未成功（{}）每 {} 分钟重试一次。</translation>
    </message>
    <message>
      <source>{}: not known everywhere within {} m beyond the county line; {} hm² are not covered: import the rest.</source>
      <translation>{}：县界外 {} m 范围内数据不全，{} hm² 没有数据，请补充导入。</translation>
    </message>
    <message>
      <source>{}: the device {} of {} was last seen on {}.</source>
      <translation>{}：设备 {}（{}）最近一次同步于 {}。</translation>
    </message>
    <message>
      <source>{}: the photo itself has not arrived yet; it comes with a later sync.</source>
      <translation>{}：原图尚未到达，将随以后的同步到达。</translation>
    </message>
    <message>
      <source>“Compute zones” draws the zones and lists what lies in them.</source>
      <translation>“计算范围”绘制各范围，并列出落入其中的对象。</translation>
    </message>
    <message>
      <source>“{}” begins no county code; give two, four or six digits, such as 13</source>
      <translation>没有县代码以“{}”开头；请填两位、四位或六位数字，如 13</translation>
    </message>
    <message>
      <source>“{}” cannot be opened as a workspace: {}; choose a workspace or create one.</source>
      <translation>“{}”无法作为工作空间打开：{}；请选择工作空间或新建一个。</translation>
    </message>
    <message>
      <source>“{}” cannot be read ({}); check the file and choose it again.</source>
      <translation>“{}”无法读取（{}）；请检查文件后重新选择。</translation>
    </message>
    <message>
      <source>“{}” cannot be read as a raster; choose another file.</source>
      <translation>“{}”不能作为栅格读取；请选择其他文件。</translation>
    </message>
    <message>
      <source>“{}” cannot be read; write it like 1985, 1985-03, 1985-03-02 or 八十年代.</source>
      <translation>无法识别“{}”；请写成 1985、1985-03、1985-03-02 或八十年代。</translation>
    </message>
    <message>
      <source>“{}” cannot be written ({}); choose another name or folder.</source>
      <translation>无法写入“{}”（{}）；请换文件名或文件夹。</translation>
    </message>
    <message>
      <source>“{}” cannot be written: {}; choose another folder or mend that, then try again.</source>
      <translation>“{}”无法写入：{}；请另选文件夹，或排除问题后重试。</translation>
    </message>
    <message>
      <source>“{}” cannot be written; check the folder, or close the file where it is open.</source>
      <translation>无法写入“{}”；请检查文件夹，或关闭已打开的该文件。</translation>
    </message>
    <message>
      <source>“{}” changed after it was checked; nothing was repaired, decide again.</source>
      <translation>“{}”在检查之后又有改动；未作任何修复，请重新决定。</translation>
    </message>
    <message>
      <source>“{}” comes with the plugin and stays as it is</source>
      <translation>“{}”为插件自带，不能改动</translation>
    </message>
    <message>
      <source>“{}” ended unexpectedly ({}); the log panel has the details, report them and try again.</source>
      <translation>“{}”意外终止（{}）；详情见日志面板，请报告后重试。</translation>
    </message>
    <message>
      <source>“{}” exists already and was left as it is; choose another name for the new hub.</source>
      <translation>“{}”已存在，未作改动；请为新汇交库另取名称。</translation>
    </message>
    <message>
      <source>“{}” has no layer “{}”; name one of its layers: {}.</source>
      <translation>“{}”中没有图层“{}”；请指定其中一个图层：{}。</translation>
    </message>
    <message>
      <source>“{}” has several layers; name one of them: {}.</source>
      <translation>“{}”含有多个图层；请指定其中一个：{}。</translation>
    </message>
    <message>
      <source>“{}” has the unknown code “{}”</source>
      <translation>“{}”的代码“{}”不在代码表中</translation>
    </message>
    <message>
      <source>“{}” has {} unsaved records; save or discard them before you close it.</source>
      <translation>“{}”有 {} 条未保存的记录；关闭前请保存或放弃。</translation>
    </message>
    <message>
      <source>“{}” is empty</source>
      <translation>“{}”为空</translation>
    </message>
    <message>
      <source>“{}” is neither a county nor the hub</source>
      <translation>“{}”既不是县也不是汇交库</translation>
    </message>
    <message>
      <source>“{}” is no JSON</source>
      <translation>“{}”不是 JSON</translation>
    </message>
    <message>
      <source>“{}” is no code of a county or city; write its six digits.</source>
      <translation>“{}”不是县或市的代码；请填写六位代码。</translation>
    </message>
    <message>
      <source>“{}” is no code of a county; write its six digits and try again</source>
      <translation>“{}”不是县的代码；请写六位数字再试</translation>
    </message>
    <message>
      <source>“{}” is no code of a province, city or county; write its six digits</source>
      <translation>“{}”不是省、市、县的代码；请写六位数字</translation>
    </message>
    <message>
      <source>“{}” is no county in the list of codes; give the six digits of a county, such as 141125.</source>
      <translation>代码表中没有县“{}”；请给出六位县代码，如 141125。</translation>
    </message>
    <message>
      <source>“{}” is no day of the calendar; write it like 1985-03-02.</source>
      <translation>“{}”不是历法中的日期；请写成 1985-03-02 这样。</translation>
    </message>
    <message>
      <source>“{}” is no derived column</source>
      <translation>“{}”不是推算列</translation>
    </message>
    <message>
      <source>“{}” is no folder</source>
      <translation>“{}”不是文件夹</translation>
    </message>
    <message>
      <source>“{}” is no hub file ({}); choose the hub's own file.</source>
      <translation>“{}”不是汇交库文件（{}）；请选择汇交库本身的文件。</translation>
    </message>
    <message>
      <source>“{}” is no hub that can be used; choose a hub file (*.mrhub or *.sqlite), a mailbox folder or a PostGIS database (postgresql://…).</source>
      <translation>“{}”不是可用的汇交库；请选择汇交库文件（*.mrhub 或 *.sqlite）、信箱文件夹或 PostGIS 数据库（postgresql://…）。</translation>
    </message>
    <message>
      <source>“{}” is no login; take small letters, digits and _, then try again</source>
      <translation>“{}”不能作账号；请用小写字母、数字和 _，再试一次</translation>
    </message>
    <message>
      <source>“{}” is no object of column names</source>
      <translation>“{}”不是列名的对应关系</translation>
    </message>
    <message>
      <source>“{}” is no pair of coordinates that can be read; check the line, and that Y has its zone number in front, such as 37489671.577.</source>
      <translation>“{}”不是可识别的坐标；请核对该行，平面坐标的 Y 前须有带号，如 37489671.577。</translation>
    </message>
    <message>
      <source>“{}” is none of {}</source>
      <translation>“{}”不在 {} 之内</translation>
    </message>
    <message>
      <source>“{}” is not a photo; choose JPEG, PNG or TIFF files.</source>
      <translation>“{}”不是照片；请选择 JPEG、PNG 或 TIFF 文件。</translation>
    </message>
    <message>
      <source>“{}” is outside the national division into map sheets; check the scale and the place.</source>
      <translation>“{}”不在国家基本比例尺地形图分幅之内；请检查比例尺和位置。</translation>
    </message>
    <message>
      <source>“{}” is the profile of this region already; add rules to it</source>
      <translation>该行政区已有方案“{}”，请为它添加规则</translation>
    </message>
    <message>
      <source>“{}” is {}; give 0 m or more</source>
      <translation>“{}”为 {}；应不小于 0 m</translation>
    </message>
    <message>
      <source>“{}” is “{}”; give a number of metres</source>
      <translation>“{}”为“{}”；请填写米数</translation>
    </message>
    <message>
      <source>“{}” is “{}”; write a day like 2016-07-01</source>
      <translation>“{}”为“{}”；请写成 2016-07-01 的形式</translation>
    </message>
    <message>
      <source>“{}” must be filled in</source>
      <translation>“{}”必须填写</translation>
    </message>
    <message>
      <source>… and {} more notes</source>
      <translation>…… 另有 {} 条说明</translation>
    </message>
    <message>
      <source>… and {} more photos.</source>
      <translation>……另有 {} 张。</translation>
    </message>
    <message>
      <source>… and {} more rows were refused.</source>
      <translation>…… 另有 {} 行被拒收。</translation>
    </message>
  </context>
  <context>
    <name>PlanningDock</name>
    <message>
      <source>A click shows the zone on the map and what it holds</source>
      <translation>单击在地图上显示分区及其内容</translation>
    </message>
    <message>
      <source>Attributes</source>
      <translation>属性</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Delete…</source>
      <translation>删除…</translation>
    </message>
    <message>
      <source>Draw a zone</source>
      <translation>绘制分区</translation>
    </message>
    <message>
      <source>Draw the outline of a treatment zone on the map</source>
      <translation>在地图上绘制治理分区的边界</translation>
    </message>
    <message>
      <source>Keep them</source>
      <translation>保留</translation>
    </message>
    <message>
      <source>Make the change again that was taken back</source>
      <translation>重做已撤销的修改</translation>
    </message>
    <message>
      <source>Merge problems that lie near one another into zones</source>
      <translation>把相邻的问题归并为分区</translation>
    </message>
    <message>
      <source>Merge within</source>
      <translation>归并距离</translation>
    </message>
    <message>
      <source>Problems not further than this from one another fall into one zone</source>
      <translation>相互距离不超过此值的问题归入同一分区</translation>
    </message>
    <message>
      <source>Propose zones</source>
      <translation>建议分区</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>重做</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Smaller zones are left out</source>
      <translation>舍去更小的分区</translation>
    </message>
    <message>
      <source>Take back the last change</source>
      <translation>撤销上一次修改</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>What it holds</source>
      <translation>区内内容</translation>
    </message>
    <message>
      <source>Write the zones, and every other open edit of the workspace, to the file</source>
      <translation>把分区及工作空间的其他修改写入文件</translation>
    </message>
    <message>
      <source>Zones of at least</source>
      <translation>最小面积</translation>
    </message>
  </context>
  <context>
    <name>ProtectionDock</name>
    <message>
      <source>A click shows both on the map; double click opens the record</source>
      <translation>单击在地图上显示两者；双击打开记录</translation>
    </message>
    <message>
      <source>Choose a rule to read what it says.</source>
      <translation>选择一条规则，查看其原文。</translation>
    </message>
    <message>
      <source>Compute zones</source>
      <translation>计算范围</translation>
    </message>
    <message>
      <source>Copy their objects into the workspace, with class, name and level</source>
      <translation>把其中的对象连同类别、名称和级别复制到工作空间</translation>
    </message>
    <message>
      <source>Distances</source>
      <translation>距离</translation>
    </message>
    <message>
      <source>Draw the zones around all protected objects, and find what lies in them</source>
      <translation>绘制所有保护对象周边的范围，并找出落入其中的对象</translation>
    </message>
    <message>
      <source>Filter: class, activity, article …</source>
      <translation>筛选：类别、活动、条款 …</translation>
    </message>
    <message>
      <source>Hits</source>
      <translation>命中</translation>
    </message>
    <message>
      <source>Import the chosen layers</source>
      <translation>导入所选图层</translation>
    </message>
    <message>
      <source>In force, this profile</source>
      <translation>本方案现行有效</translation>
    </message>
    <message>
      <source>Layers of the map, and what their objects are:</source>
      <translation>地图中的图层及其对象所属类别：</translation>
    </message>
    <message>
      <source>Objects</source>
      <translation>对象</translation>
    </message>
    <message>
      <source>Only rules that hold today in the chosen profile</source>
      <translation>仅列出所选方案中现行有效的规则</translation>
    </message>
    <message>
      <source>Protected objects: what is in the workspace, and layers to import</source>
      <translation>保护对象：工作库中已有的，以及可导入的图层</translation>
    </message>
    <message>
      <source>Rules of</source>
      <translation>规则方案</translation>
    </message>
    <message>
      <source>Show priorities under document No. 63, or legal restrictions</source>
      <translation>显示63号文重点或法定限制</translation>
    </message>
    <message>
      <source>Show the hits of one protected class</source>
      <translation>显示某一类保护对象的命中</translation>
    </message>
    <message>
      <source>The distances that the law prescribes, to look up and to edit</source>
      <translation>距离规定：法律规定的距离，可查看、编辑</translation>
    </message>
    <message>
      <source>The province whose rules stand on top of the national ones</source>
      <translation>其规则叠加在国家规则之上的省份</translation>
    </message>
    <message>
      <source>What lies within the distances</source>
      <translation>落在规定距离内的对象</translation>
    </message>
  </context>
  <context>
    <name>RecordForm</name>
    <message>
      <source>Back to the list</source>
      <translation>返回列表</translation>
    </message>
    <message>
      <source>Discard changes</source>
      <translation>放弃修改</translation>
    </message>
    <message>
      <source>Draw again, change the geometry type, duplicate, delete</source>
      <translation>重新绘制、更改几何类型、复制、删除</translation>
    </message>
    <message>
      <source>Forget what was changed since the last save</source>
      <translation>放弃上次保存以来的修改</translation>
    </message>
    <message>
      <source>List</source>
      <translation>列表</translation>
    </message>
    <message>
      <source>More</source>
      <translation>更多</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Save this record with everything that hangs on it (Ctrl+S)</source>
      <translation>保存本记录及其所有下级内容（Ctrl+S）</translation>
    </message>
    <message>
      <source>Show this record on the map</source>
      <translation>在地图上显示本记录</translation>
    </message>
    <message>
      <source>Zoom to</source>
      <translation>缩放至</translation>
    </message>
  </context>
  <context>
    <name>RepairDialog</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Check and repair</source>
      <translation>检查与修复</translation>
    </message>
    <message>
      <source>Record</source>
      <translation>记录</translation>
    </message>
    <message>
      <source>Repair</source>
      <translation>修复</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>表</translation>
    </message>
    <message>
      <source>Tick all</source>
      <translation>全部勾选</translation>
    </message>
    <message>
      <source>Tick none</source>
      <translation>全部不勾选</translation>
    </message>
    <message>
      <source>What happened</source>
      <translation>发生了什么</translation>
    </message>
    <message>
      <source>What is ticked is sent with the next sync as an edit of yours. For the rest the hub's rows come back; what stood here stays in the history.</source>
      <translation>勾选的改动将在下次同步时作为您的编辑发送。其余记录恢复为汇交库的内容；此处原有的内容保留在历史中。</translation>
    </message>
  </context>
  <context>
    <name>ReviewPage</name>
    <message>
      <source>I act as</source>
      <translation>我的级别</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>姓名</translation>
    </message>
    <message>
      <source>Stands beside every step you take</source>
      <translation>记在您办理的每一步旁</translation>
    </message>
    <message>
      <source>The county whose records are listed</source>
      <translation>列出哪个县的记录</translation>
    </message>
    <message>
      <source>The grade of impact that is listed</source>
      <translation>列出哪种影响程度</translation>
    </message>
    <message>
      <source>The level whose records are listed; a PostGIS hub checks it against your login</source>
      <translation>列出该级别待审的记录；PostGIS 汇交库会与您的账户核对</translation>
    </message>
    <message>
      <source>The reason, where a record is given back</source>
      <translation>退回时的原因</translation>
    </message>
    <message>
      <source>The type of problem that is listed</source>
      <translation>列出哪种问题类型</translation>
    </message>
    <message>
      <source>Which records are listed</source>
      <translation>列出哪些记录</translation>
    </message>
    <message>
      <source>Whose records are listed: those of this workspace, of every county of the hub that you may review, those that other counties share with yours, or what is proposed across the county line</source>
      <translation>列出哪些记录：本工作空间的、可在汇交库审核的各县的、其他县共享给本县的，或跨县的修改建议</translation>
    </message>
    <message>
      <source>Zoom to</source>
      <translation>缩放至</translation>
    </message>
  </context>
  <context>
    <name>RuleDialog</name>
    <message>
      <source>Changed by</source>
      <translation>修改人</translation>
    </message>
    <message>
      <source>Document or decision, such as a notice of the province</source>
      <translation>文件或决定，如省厅通知</translation>
    </message>
    <message>
      <source>Reason</source>
      <translation>原因</translation>
    </message>
    <message>
      <source>The old version</source>
      <translation>旧版本</translation>
    </message>
    <message>
      <source>holds until the law changes, on</source>
      <translation>有效至法规变更之日，自</translation>
    </message>
    <message>
      <source>was wrong: the new one holds for all its days</source>
      <translation>有误：新版本在其全部有效期内适用</translation>
    </message>
  </context>
  <context>
    <name>SurveyDock</name>
    <message>
      <source>Before you leave…</source>
      <translation>离开现场前检查…</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Choose its class, then draw it on the map</source>
      <translation>先选择类别，再在地图上绘制</translation>
    </message>
    <message>
      <source>Choose what it is, then draw it on the map</source>
      <translation>先选择类型，再在地图上绘制</translation>
    </message>
    <message>
      <source>Click where the mine is</source>
      <translation>单击矿山所在位置</translation>
    </message>
    <message>
      <source>Create a workspace…</source>
      <translation>新建工作空间…</translation>
    </message>
    <message>
      <source>Create, open, copy or close a workspace</source>
      <translation>新建、打开、复制或关闭工作空间</translation>
    </message>
    <message>
      <source>Delete…</source>
      <translation>删除…</translation>
    </message>
    <message>
      <source>Double click opens a workspace</source>
      <translation>双击打开工作空间</translation>
    </message>
    <message>
      <source>Double click or Enter opens a record</source>
      <translation>双击或按回车键打开记录</translation>
    </message>
    <message>
      <source>Duplicate</source>
      <translation>复制</translation>
    </message>
    <message>
      <source>Edit</source>
      <translation>编辑</translation>
    </message>
    <message>
      <source>Filter: number, type, township …</source>
      <translation>筛选：编号、类型、乡镇 …</translation>
    </message>
    <message>
      <source>Lists what the problems still lack</source>
      <translation>列出各问题尚缺的内容</translation>
    </message>
    <message>
      <source>Make a copy of the record with its land and its mines</source>
      <translation>复制本记录及其地类和矿山</translation>
    </message>
    <message>
      <source>Make the change again that was taken back</source>
      <translation>重做已撤销的修改</translation>
    </message>
    <message>
      <source>Map</source>
      <translation>地图</translation>
    </message>
    <message>
      <source>New mine</source>
      <translation>新建矿山</translation>
    </message>
    <message>
      <source>New problem</source>
      <translation>新建问题</translation>
    </message>
    <message>
      <source>New protected object</source>
      <translation>新建保护对象</translation>
    </message>
    <message>
      <source>No workspace is open. A workspace is one file that holds the survey of one county: create one to begin, or open one that you have.</source>
      <translation>没有打开的工作空间。工作空间是保存一个县调查成果的单个文件：请新建一个开始，或打开已有的。</translation>
    </message>
    <message>
      <source>Open a workspace…</source>
      <translation>打开工作空间…</translation>
    </message>
    <message>
      <source>Open the form of the chosen record</source>
      <translation>打开所选记录的表单</translation>
    </message>
    <message>
      <source>Recent workspaces</source>
      <translation>最近的工作空间</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>重做</translation>
    </message>
    <message>
      <source>Save edits</source>
      <translation>保存修改</translation>
    </message>
    <message>
      <source>Show the chosen records on the map</source>
      <translation>在地图上显示所选记录</translation>
    </message>
    <message>
      <source>Shows the records that hold every word you type</source>
      <translation>显示包含所输入全部词语的记录</translation>
    </message>
    <message>
      <source>Take back the last change</source>
      <translation>撤销上一次修改</translation>
    </message>
    <message>
      <source>The list follows the map: it shows what is in sight</source>
      <translation>列表跟随地图：只显示视野内的记录</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>Which records the list shows</source>
      <translation>列表显示哪些记录</translation>
    </message>
    <message>
      <source>Workspace</source>
      <translation>工作空间</translation>
    </message>
    <message>
      <source>Write all open edits of the workspace to the file</source>
      <translation>把工作空间的全部修改写入文件</translation>
    </message>
    <message>
      <source>Zoom to</source>
      <translation>缩放至</translation>
    </message>
  </context>
  <context>
    <name>SyncDock</name>
    <message>
      <source>After a restored backup, or on a cloned computer: this workspace gets an identity of its own and syncs; everything recorded in it stays and is merged</source>
      <translation>用于恢复备份之后或整机克隆的电脑：本工作空间取得自己的设备身份并同步；其中记录的内容全部保留并合并</translation>
    </message>
    <message>
      <source>Another program has made a table anew: see what changed, and decide what is sent</source>
      <translation>其他程序重建了某个表：查看改动，并决定发送哪些</translation>
    </message>
    <message>
      <source>Check and repair…</source>
      <translation>检查与修复…</translation>
    </message>
    <message>
      <source>Click “Ours” or “Theirs” of each field above, then keep what is chosen</source>
      <translation>在上方逐个字段点击“本机”或“对方”，然后保留所选</translation>
    </message>
    <message>
      <source>Connect to the province, create a hub, or take a mailbox folder; sync by itself</source>
      <translation>连接省级汇交库、新建汇交库或选用信箱文件夹；自动同步</translation>
    </message>
    <message>
      <source>Connect…</source>
      <translation>连接…</translation>
    </message>
    <message>
      <source>Continue as a new device</source>
      <translation>作为新设备继续</translation>
    </message>
    <message>
      <source>Exchange</source>
      <translation>交换</translation>
    </message>
    <message>
      <source>Hub</source>
      <translation>汇交库</translation>
    </message>
    <message>
      <source>Keep mine</source>
      <translation>保留本机</translation>
    </message>
    <message>
      <source>Keep the chosen</source>
      <translation>保留所选</translation>
    </message>
    <message>
      <source>Keep theirs</source>
      <translation>保留对方</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>审核</translation>
    </message>
    <message>
      <source>Send what is waiting here, and receive what others recorded</source>
      <translation>发送本机待发内容，接收他人的记录</translation>
    </message>
    <message>
      <source>Sync</source>
      <translation>同步</translation>
    </message>
    <message>
      <source>Take the last decision back: the conflict is open again</source>
      <translation>撤销上一个决定：该冲突重新打开</translation>
    </message>
    <message>
      <source>The file, folder or database through which laptops, county and province exchange their records</source>
      <translation>笔记本、县和省交换记录所用的文件、文件夹或数据库</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>What the hub holds stays</source>
      <translation>保留汇交库中的值</translation>
    </message>
    <message>
      <source>What was recorded here holds; the next sync sends it</source>
      <translation>以本机记录为准，下次同步时发送</translation>
    </message>
    <message>
      <source>Zoom to</source>
      <translation>缩放至</translation>
    </message>
  </context>
  <context>
    <name>VisibleRangePanel</name>
    <message>
      <source>Choose a file and add it to the map</source>
      <translation>选择文件并添加到地图</translation>
    </message>
    <message>
      <source>Compute visible range</source>
      <translation>计算可视范围</translation>
    </message>
    <message>
      <source>Elevation</source>
      <translation>高程</translation>
    </message>
    <message>
      <source>Eye above ground</source>
      <translation>视点离地高度</translation>
    </message>
    <message>
      <source>Height of the eye above road, rails or bank</source>
      <translation>视点高出路面、轨面或岸边的高度</translation>
    </message>
    <message>
      <source>Height of what is looked at above the ground; 0 is the ground itself</source>
      <translation>被观察目标高出地面的高度；0 为地面</translation>
    </message>
    <message>
      <source>How far people look; at the lowest value each rule has its own radius</source>
      <translation>观察半径；取最小值时按各规则自身的半径</translation>
    </message>
    <message>
      <source>Largest distance between two observers along a road, railway or shore</source>
      <translation>沿公路、铁路或岸线相邻两个视点的最大间距</translation>
    </message>
    <message>
      <source>Look from all roads, railways, rivers and lakes that have a rule of the visible range</source>
      <translation>从有可视范围规定的全部公路、铁路、河流和湖泊处观察</translation>
    </message>
    <message>
      <source>One observer every</source>
      <translation>视点间距</translation>
    </message>
    <message>
      <source>Radius</source>
      <translation>半径</translation>
    </message>
    <message>
      <source>Raster</source>
      <translation>栅格</translation>
    </message>
    <message>
      <source>Target above ground</source>
      <translation>目标离地高度</translation>
    </message>
    <message>
      <source>The elevation model: a raster of the map with heights in metres</source>
      <translation>高程模型：地图中以米为单位的高程栅格</translation>
    </message>
    <message>
      <source>Where to write how many observers see each cell; empty: nowhere</source>
      <translation>每个像元可见视点数的输出位置；留空则不输出</translation>
    </message>
  </context>
</TS>

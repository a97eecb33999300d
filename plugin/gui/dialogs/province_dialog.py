"""The dialog that connects a workspace to the province: where the database is, who logs in, and a test."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.gui import QgsAuthConfigSelect, QgsFileWidget
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ...domain.errors import MineRestorationError
from ...qgis_bridge.connection_text import check_sentence
from ...qgis_bridge.error_text import sentence_of
from ...qgis_bridge.hub_place import HubName, hub_name, hub_place
from ...qgis_bridge.tasks import BackgroundTask, run_in_background
from ...qgis_bridge.translation import tr
from ...workflows.hub_connection import DEFAULT_PORT, Check, ServerPlace, read_server, try_connection

CHECKED = "verify-full"
"""What TLS asks for besides being encrypted: a certificate that proves the server's name."""


class ProvinceDialog(QDialog):
    """Host, port, database, login and TLS; “Test connection” says step by step what works."""

    def __init__(self, text: str = "", *, county: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Connect to the province"))
        self._county = county
        self._task: BackgroundTask[tuple[Check, ...]] | None = None
        self._make_fields()
        self._make_test()
        box = QVBoxLayout(self)
        box.addLayout(self._form())
        box.addWidget(self.note_label)
        row = QHBoxLayout()
        row.addWidget(self.test_button)
        row.addStretch(1)
        box.addLayout(row)
        box.addWidget(self.result_label, 1)
        box.addWidget(self.buttons)
        self.setMinimumWidth(460)
        self._show(text)
        self._update()

    def _make_fields(self) -> None:
        self.host_edit, self.database_edit = QLineEdit(), QLineEdit()
        self.host_edit.setPlaceholderText(tr("such as hub.example.org"))
        self.port_spin = QSpinBox()
        self.port_spin.setRange(1, 65535)
        self.port_spin.setValue(DEFAULT_PORT)
        self.login_select = QgsAuthConfigSelect(self, "postgres")
        self.tls_combo = QComboBox()
        self.tls_combo.addItem(tr("Encrypted"), "require")
        self.tls_combo.addItem(tr("Encrypted, certificate issued by the one below"), "verify-ca")
        self.tls_combo.addItem(tr("Encrypted, certificate and name checked"), CHECKED)
        self.tls_combo.addItem(tr("Not asked for (this computer alone)"), "")
        self.certificate_widget = QgsFileWidget()
        self.certificate_widget.setFilter(tr("Certificate (*.crt *.pem)"))
        self.certificate_widget.setDialogTitle(tr("Choose the certificate"))
        self.note_label = QLabel(
            tr(
                "To another computer the way is always encrypted; best with the certificate that the province"
                " gave you. The password stays in QGIS's authentication manager."
            )
        )
        self.note_label.setWordWrap(True)
        self.note_label.setMinimumHeight(2 * self.note_label.fontMetrics().lineSpacing() + 4)
        for edit in (self.host_edit, self.database_edit):
            edit.textChanged.connect(self._update)
        self.tls_combo.currentIndexChanged.connect(self._update)

    def _make_test(self) -> None:
        self.test_button = QPushButton(tr("Test connection"))
        self.test_button.setAutoDefault(False)
        self.test_button.clicked.connect(self.test)
        self.result_label = QLabel()
        self.result_label.setWordWrap(True)
        self.result_label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Use this hub"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        place = QHBoxLayout()
        place.addWidget(self.host_edit, 1)
        place.addWidget(QLabel(tr("Port")))
        place.addWidget(self.port_spin)
        form.addRow(tr("Host"), place)
        form.addRow(tr("Database"), self.database_edit)
        form.addRow(tr("Login"), self.login_select)
        form.addRow(tr("TLS"), self.tls_combo)
        form.addRow(tr("Certificate"), self.certificate_widget)
        return form

    def _show(self, text: str) -> None:
        name = hub_name(text)
        if name.login:
            self.login_select.setConfigId(name.login)
        place = read_server(name.address)
        if place is None:
            return
        self.host_edit.setText(place.host)
        self.port_spin.setValue(place.port)
        self.database_edit.setText(place.database)
        self.tls_combo.setCurrentIndex(max(self.tls_combo.findData(place.sslmode), 0))
        self.certificate_widget.setFilePath(place.certificate)

    def text(self) -> str:
        """Return the address with the id of the login, as the dock shows and remembers it."""
        place = ServerPlace(
            host=self.host_edit.text().strip(),
            database=self.database_edit.text().strip(),
            port=self.port_spin.value(),
            sslmode=str(self.tls_combo.currentData() or ""),
            certificate=self.certificate_widget.filePath().strip() if self._needs_certificate() else "",
        )
        return HubName(place.address, self.login_select.configId()).text

    def _needs_certificate(self) -> bool:
        return str(self.tls_combo.currentData() or "").startswith("verify")

    def test(self) -> None:
        """Try the connection in the background and tell each step."""
        if self._task is not None:
            return
        try:
            place = hub_place(self.text())
        except MineRestorationError as error:
            self._tell([f"✗ {sentence_of(error)}"])
            return
        county = self._county
        self._tell([tr("Trying the connection …")])
        self._task = run_in_background(
            tr("Trying the connection"),
            lambda progress: try_connection(place, county=county, progress=progress),
            on_done=self._tested,
            on_error=self._failed,
        )
        self._update()

    @property
    def is_testing(self) -> bool:
        """Whether a test is under way."""
        return self._task is not None

    def _tested(self, checks: Sequence[Check]) -> None:
        self._task = None
        lines = [f"{'✓' if check.problem is None else '✗'} {check_sentence(check)}" for check in checks]
        if checks and checks[-1].problem is None:
            lines.append(tr("Everything works."))
        self._tell(lines)
        self._update()

    def _failed(self, error: MineRestorationError) -> None:
        self._task = None
        self._tell([f"✗ {sentence_of(error)}"])
        self._update()

    def _tell(self, lines: Sequence[str]) -> None:
        self.result_label.setText("\n".join(lines))

    def _update(self, *_: object) -> None:
        ready = bool(self.host_edit.text().strip() and self.database_edit.text().strip())
        self.certificate_widget.setEnabled(self._needs_certificate())
        self.test_button.setEnabled(ready and self._task is None)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(ready)

    def done(self, result: int) -> None:
        """Close, and stop a test that is under way; its answer is not told any more."""
        if self._task is not None:
            self._task.cancel()
        super().done(result)

"""The lists that describe the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugin.domain.errors import RuleTableError
from plugin.paths import resource
from plugin.store.schema import Table, load_schema, read_csv, read_schema

TABLES = load_schema().tables.values()


def test_there_is_one_problem_table_for_each_geometry_type() -> None:
    found = {table.name: table.geometry for table in load_schema().problem_tables}
    assert found == {
        "problem_point": "POINT",
        "problem_line": "MULTILINESTRING",
        "problem_area": "MULTIPOLYGON",
    }


def test_the_parent_of_a_photo_is_a_problem_of_any_geometry() -> None:
    schema = load_schema()
    assert [table.name for table in schema.parents(schema.table("photo"))] == [
        "problem_point",
        "problem_line",
        "problem_area",
    ]
    children = [table.name for table in schema.children(schema.table("problem_line"))]
    assert children == ["problem_mine", "problem_land", "photo"]


def test_the_link_between_problem_and_mine_cannot_stand_without_the_mine() -> None:
    schema = load_schema()
    links = [(table.name, column.name) for table, column in schema.links(schema.table("mine"))]
    assert links == [("problem_mine", "mine_uuid")]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_labels_of_a_tables_columns_are_unique(table: Table) -> None:
    labels = [column.name_zh for column in table.columns]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_data_column_of_a_synced_table_belongs_to_a_field_group(table: Table) -> None:
    assert not table.synced or all(column.group for column in table.data_columns)


def test_every_code_list_that_a_column_names_exists() -> None:
    named = {column.codes for table in TABLES for column in table.columns if column.codes}
    assert sorted(name for name in named if not resource("codes", f"{name}.csv").exists()) == []


def test_every_list_of_rules_has_a_table() -> None:
    sources = {row["source"] for row in read_csv(resource("schema", "rule_tables.csv"))}
    files = {path.stem for path in resource("rules").glob("*.csv")}
    assert sources <= files
    assert {name for name in files if name.endswith("_rules")} <= sources


def test_a_default_that_is_a_code_is_in_its_list() -> None:
    for table in TABLES:
        for column in table.columns:
            if column.codes and column.default is not None:
                codes = {row["code"] for row in read_csv(resource("codes", f"{column.codes}.csv"))}
                assert column.default in codes, (table.name, column.name)


def test_an_earlier_schema_lacks_later_columns(tmp_path: Path) -> None:
    tables, columns = tmp_path / "tables.csv", tmp_path / "columns.csv"
    tables.write_text(
        "table,family,geometry,name_zh,name_en,synced,parent_table,parent_column,title_column,since\n"
        "pile,pile,POINT,渣堆,Waste pile,1,,,,1\nvisit,visit,,检查,Visit,1,pile,pile_uuid,,2\n"
    )
    columns.write_text(
        "family,column,type,codes,unit,name_zh,name_en,required,derived,sync_group,default,since,section\n"
        "pile,volume_m3,REAL,,m³,体积,Volume,0,0,size,,1,size\npile,slope_deg,REAL,,°,坡度,Slope,0,0,size,,2,size\n"
        "visit,pile_uuid,TEXT,,,渣堆,Pile,1,0,pile_uuid,,2,identity\n"
    )
    schema = read_schema(tables, columns)
    assert schema.version == 2
    assert list(schema.at(1).tables) == ["pile"]
    assert [column.name for column in schema.at(1).table("pile").columns] == ["volume_m3"]


def test_an_unknown_column_type_names_its_row(tmp_path: Path) -> None:
    columns = tmp_path / "columns.csv"
    columns.write_text(
        "family,column,type,codes,unit,name_zh,name_en,required,derived,sync_group,default,since,section\n"
        "mine,depth,FLOAT,,m,深度,Depth,0,0,size,,1,size\n"
    )
    with pytest.raises(RuleTableError, match=r"mine\.depth.*FLOAT"):
        read_schema(resource("schema", "tables.csv"), columns)

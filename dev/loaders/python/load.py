"""Loads one unpacked export with the clients of its format; prints a JSON object per client.

usage: load.py <format> <folder> [--torch]

An object has `reader`, and `rows`: a list of [split, label, name, sha256] per picture, sorted. A reader that does not tell a
part leaves it null. `error` instead of rows: the client refused.
"""

import csv
import glob
import hashlib
import json
import os
import sys
import traceback

FORMAT, FOLDER = sys.argv[1], os.path.abspath(sys.argv[2])
TORCH = "--torch" in sys.argv
SPLIT_OF = {"train": "train", "val": "validation", "test": "test"}

os.environ["HF_HOME"] = os.path.join(os.path.dirname(FOLDER), "hf")
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_OFFLINE"] = "1"
os.environ["YOLO_CONFIG_DIR"] = os.path.join(os.path.dirname(FOLDER), "yolo")


def at(*parts):
    return os.path.join(FOLDER, *parts)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def sha256_of(path):
    with open(path, "rb") as file:
        return sha256(file.read())


def stem(path):
    return os.path.splitext(os.path.basename(path))[0].split("_")[0]


def classes():
    with open(at("classes.txt"), encoding="utf-8", newline="\n") as file:
        return file.read().split("\n")[:-1]


def datasets_rows(path, label_of):
    import datasets

    datasets.disable_progress_bars()
    loaded = datasets.load_dataset(path)
    rows = []
    for split, table in loaded.items():
        decoded = table[0]["image"]
        assert decoded.size == (table[0]["width"], table[0]["height"]), "another size"
        raw = table.cast_column("image", datasets.Image(decode=False))
        for row in raw:
            image = row["image"]
            data = image["bytes"] if image["bytes"] is not None else open(image["path"], "rb").read()
            rows.append([split, label_of(table, row), stem(image["path"]), sha256(data)])
    return rows


def imagefolder_datasets():
    return datasets_rows(FOLDER, lambda _, row: row["label"])


def parquet_datasets():
    return datasets_rows(FOLDER, lambda table, row: table.features["label"].int2str(row["label"]))


def parquet_pyarrow():
    import pyarrow.parquet as parquet

    rows = []
    for path in sorted(glob.glob(at("data", "*.parquet"))):
        table = parquet.read_table(path)
        features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
        for row in table.to_pylist():
            name = features["label"]["names"][row["label"]]
            image = row["image"]
            rows.append([os.path.basename(path).split("-")[0], name, stem(image["path"]), sha256(image["bytes"])])
    return rows


def webdataset_webdataset():
    import webdataset

    names = classes()
    rows = []
    for path in sorted(glob.glob(at("*.tar"))):
        for sample in webdataset.WebDataset(path, shardshuffle=False):
            data = next(sample[kind] for kind in ("jpg", "png", "webp") if kind in sample)
            record = json.loads(sample["json"])
            assert record["title"] == sample["txt"].decode(), "another title"
            label = names[int(sample["cls"])]
            assert label == record["label"].replace("\r", " ").replace("\n", " "), "another class"
            rows.append([os.path.basename(path).split("-")[0], record["label"], stem(sample["__key__"]), sha256(data)])
    return rows


def webdataset_datasets():
    import datasets

    datasets.disable_progress_bars()
    rows = []
    for split, table in datasets.load_dataset(FOLDER).items():
        kind = next(name for name in ("jpg", "png", "webp") if name in table.features)
        assert table[0][kind].size == (table[0]["json"]["width"], table[0]["json"]["height"]), "another size"
        for row in table.cast_column(kind, datasets.Image(decode=False)):
            rows.append([split, row["json"]["label"], stem(row["__key__"]), sha256(row[kind]["bytes"])])
    return rows


def coco_pycocotools():
    from pycocotools.coco import COCO

    rows = []
    for path in sorted(glob.glob(at("annotations", "instances_*.json"))):
        folder = os.path.basename(path)[len("instances_") : -len(".json")]
        coco = COCO(path)
        for annotation in coco.loadAnns(coco.getAnnIds()):
            [image] = coco.loadImgs([annotation["image_id"]])
            [category] = coco.loadCats([annotation["category_id"]])
            assert coco.annToMask(annotation).shape == (image["height"], image["width"]) if annotation["segmentation"] else True
            rows.append([SPLIT_OF[folder], category["name"], stem(image["file_name"]), sha256_of(at(folder, image["file_name"]))])
    return rows


def voc_xml():
    from xml.etree import ElementTree

    from PIL import Image

    root = at("VOCdevkit", "VOC2012")
    rows = []
    for path in sorted(glob.glob(os.path.join(root, "ImageSets", "Main", "*.txt"))):
        split = SPLIT_OF[stem(path)]
        for name in open(path).read().split():
            annotation = ElementTree.parse(os.path.join(root, "Annotations", name + ".xml"))
            picture = os.path.join(root, "JPEGImages", annotation.findtext("filename"))
            size = [int(annotation.findtext("size/width")), int(annotation.findtext("size/height"))]
            assert list(Image.open(picture).size) == size, "another size"
            for found in annotation.findall("object"):
                rows.append([split, found.findtext("name"), name, sha256_of(picture)])
    return rows


def loaded_table(rows):
    return [[row["split"], row["label"], stem(row["file_name"]), row["sha256"]] for row in rows]


def unquoted(text):
    return text[1:] if text.startswith("'") else text


def csv_python():
    with open(at("images.csv"), encoding="utf-8", newline="") as file:
        return loaded_table([{name: unquoted(value) for name, value in row.items()} for row in csv.DictReader(file)])


def csv_pandas():
    import pandas

    table = pandas.read_csv(at("images.csv"), dtype=str, keep_default_na=False)
    return loaded_table([{name: unquoted(value) for name, value in row.items()} for row in table.to_dict("records")])


def jsonl_datasets():
    import datasets

    datasets.disable_progress_bars()
    return loaded_table(datasets.load_dataset("json", data_files=at("images.jsonl"), split="train"))


def jsonl_pandas():
    import pandas

    return loaded_table(pandas.read_json(at("images.jsonl"), lines=True, dtype=False, convert_dates=False).to_dict("records"))


def json_python():
    with open(at("images.json"), encoding="utf-8") as file:
        return loaded_table(json.load(file)["images"])


def yaml_pyyaml():
    import yaml

    with open(at("images.yaml"), encoding="utf-8") as file:
        document = yaml.safe_load(file)
    for row in document["images"]:
        assert document["names"][row["label_id"]] == row["label"], "another class"
    return loaded_table(document["images"])


def txt_python():
    names = classes()
    rows = []
    for folder, split in SPLIT_OF.items():
        if os.path.exists(at(folder + ".txt")):
            for line in open(at(folder + ".txt"), encoding="utf-8"):
                path, number = line.rsplit(" ", 1)
                rows.append([split, names[int(number)], stem(path), sha256_of(at(path))])
    return rows


def croissant():
    import itertools

    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=at("croissant.json"))
    text = lambda value: value.decode() if isinstance(value, bytes) else value
    rows = []
    for record in dataset.records(record_set="images"):
        known = {name.split("/")[-1]: text(value) for name, value in record.items()}
        rows.append([known["split"], known["label"], stem(known["member"] or known["path"]), known["sha256"]])
    return rows


def image_folder_torchvision():
    from torchvision.datasets import ImageFolder

    rows = []
    for folder, split in SPLIT_OF.items():
        if os.path.isdir(at(folder)):
            loaded = ImageFolder(at(folder))
            for path, number in loaded.samples:
                rows.append([split, loaded.classes[number], stem(path), sha256_of(path)])
            assert loaded[0][0].size[0] > 0
    return rows


def classification_ultralytics():
    """As `yolo classify train data=<folder>` opens it."""
    from ultralytics.cfg import get_cfg
    from ultralytics.data import ClassificationDataset
    from ultralytics.data.utils import check_cls_dataset

    data = check_cls_dataset(FOLDER)
    rows = []
    for name, split in SPLIT_OF.items():
        if data[name] is None or not os.path.isdir(at(name)):
            continue
        loaded = ClassificationDataset(str(data[name]), args=get_cfg())
        for path, number, *_ in loaded.samples:
            rows.append([split, data["names"][number], stem(path), sha256_of(path)])
        assert loaded[0]["cls"] == loaded.samples[0][1] and loaded[0]["img"].shape[0] == 3, "another picture"
    return rows


def coco_torchvision():
    from torchvision.datasets import CocoDetection

    rows = []
    for folder, split in SPLIT_OF.items():
        instances = at("annotations", f"instances_{folder}.json")
        if os.path.exists(instances):
            loaded = CocoDetection(at(folder), instances)
            for place, number in enumerate(loaded.ids):
                image, annotations = loaded[place]
                facts = loaded.coco.loadImgs(number)[0]
                assert image.size == (facts["width"], facts["height"]), "another size"
                label = loaded.coco.loadCats(annotations[0]["category_id"])[0]["name"]
                path = at(folder, facts["file_name"])
                rows.append([split, label, stem(path), sha256_of(path)])
    return rows


def folders_python():
    """What every ImageFolder reads: the folders, sorted. Labels are the names of folders, which may differ."""
    rows = []
    for path in sorted(glob.glob(at("*", "*", "*.*"))):
        folder, label, _ = os.path.relpath(path, FOLDER).split(os.sep)
        rows.append([SPLIT_OF[folder], label, stem(path), sha256_of(path)])
    return rows


READERS = {
    "imagefolder": [("datasets", imagefolder_datasets), ("mlcroissant", croissant)],
    "hf-parquet": [("datasets", parquet_datasets), ("pyarrow", parquet_pyarrow), ("mlcroissant", croissant)],
    "webdataset": [("webdataset", webdataset_webdataset), ("datasets", webdataset_datasets), ("mlcroissant", croissant)],
    "coco": [("pycocotools", coco_pycocotools), ("mlcroissant", croissant)],
    "yolo-cls": [("folders", folders_python), ("mlcroissant", croissant)],
    "voc": [("xml + Pillow", voc_xml), ("mlcroissant", croissant)],
    "csv": [("csv", csv_python), ("pandas", csv_pandas), ("mlcroissant", croissant)],
    "jsonl": [("datasets", jsonl_datasets), ("pandas", jsonl_pandas), ("mlcroissant", croissant)],
    "json": [("json", json_python), ("mlcroissant", croissant)],
    "yaml": [("PyYAML", yaml_pyyaml), ("mlcroissant", croissant)],
    "txt": [("lists", txt_python), ("mlcroissant", croissant)],
}
TORCH_READERS = {
    "coco": [("torchvision", coco_torchvision)],
    "yolo-cls": [("torchvision", image_folder_torchvision), ("ultralytics", classification_ultralytics)],
}

out, sys.stdout = sys.stdout, sys.stderr  # clients chat
for reader, load in READERS[FORMAT] + (TORCH_READERS.get(FORMAT, []) if TORCH else []):
    try:
        answer = {"reader": reader, "rows": sorted(load())}
    except Exception as error:
        traceback.print_exc()
        answer = {"reader": reader, "error": f"{type(error).__name__}: {error}"[:1000]}
    print(json.dumps(answer), file=out, flush=True)

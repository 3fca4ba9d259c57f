"""Draws the made-up borough of Alderwick from outline.json.

Reads  outline.json (beside this file): ward names, outlines in map units, place names, people and homes.
Writes wards.geojson, small-areas.geojson, postcodes.csv, population.csv (beside this file).

    python -m venv venv && venv/bin/pip install shapely && venv/bin/python make_boundaries.py
    venv/bin/python make_boundaries.py --check      # only checks the files that are there

The same input always gives the same files: every choice comes from the seed in outline.json.

How gaps are kept out. Every corner is rounded to six decimals of a degree (about 10 cm) before anything is built from
it. A line that divides a ward into small areas starts and ends on a corner the ward already has, so it adds no new
corner to a border that two wards share.
"""
import csv
import json
import math
import random
import sys
from itertools import combinations
from pathlib import Path

from shapely import voronoi_polygons
from shapely.geometry import LineString, MultiPoint, Point, Polygon, shape
from shapely.ops import polygonize, unary_union

HERE = Path(__file__).resolve().parent
YEARS = {2023: 0.984, 2024: 0.992, 2025: 1.0}  # share of the 2025 figure: the borough grows slowly
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # real postcodes end in these; C I K M O V are not used
METRES_PER_DEGREE = 111_320

# Ordinary words put together into street names. No name is used twice in the borough.
STEMS = """Acorn Alder Amber Anvil Apple Ash Aspen Badger Barley Beech Birch Bracken Bramley Briar Bridle Brook Burdock
Buttercup Campion Cedar Chandler Cherry Chestnut Clover Cobbler Copper Cornflower Cowslip Crab Cricket Curlew Cutler
Daisy Damson Dapple Elder Farrier Fern Ferret Fletcher Foxglove Fuller Garland Glover Gorse Grange Greenfinch Hare
Harebell Harrow Hart Hay Heather Heron Holm Honey Hopfield Ivy Juniper Kestrel Kingcup Lantern Laurel Lavender Lilac Lime
Linden Loam Lupin Magpie Maple Marigold Marsh Mason Medlar Mistletoe Moss Mulberry Myrtle Nettle Nightingale Nutmeg Oak
Oat Osprey Otter Owl Paddock Partridge Pear Pebble Pheasant Pine Plum Poplar Poppy Primrose Quince Rambler Robin Rose
Rowan Rush Rye Saffron Sage Sedge Sorrel Sparrow Spruce Squirrel Starling Sycamore Tansy Teal Thatcher Thistle Thrush
Thyme Tinker Tulip Turner Vale Vine Walnut Warbler Weaver Wheat Whitebeam Wren Yarrow Yew""".split()
KINDS = "Road Road Street Street Lane Avenue Close Close Way Drive Gardens Grove Crescent Terrace Rise Walk".split()
# What the national crime map calls a point that is not on a street.
COMMON = ["Parking Area", "Supermarket", "Shopping Area", "Park/Open Space", "Petrol Station", "Sports/Recreation Area"]


class Sheet:
    """Turns map units into longitude and latitude, always rounded the same way."""

    def __init__(self, settings):
        self.x, self.y = settings["centre"]
        self.longitude, self.latitude = settings["centre_longitude"], settings["centre_latitude"]
        self.north = settings["metres_per_unit"] / METRES_PER_DEGREE
        self.east = self.north / math.cos(math.radians(self.latitude))

    def place(self, point):
        x, y = point
        return (round(self.longitude + (x - self.x) * self.east, 6), round(self.latitude - (y - self.y) * self.north, 6))


def outline_of(ward):
    return [tuple(float(n) for n in corner.split(",")) for corner in ward["outline"].split()]


def scattered(polygon, count, chance):
    """Points inside a polygon, spread by chance."""
    left, top, right, bottom = polygon.bounds
    points = []
    while len(points) < count:
        point = Point(chance.uniform(left, right), chance.uniform(top, bottom))
        if polygon.contains(point):
            points.append(point)
    return points


def cells(polygon, seeds):
    parts = voronoi_polygons(MultiPoint(seeds), extend_to=polygon.buffer(500))
    return [part.intersection(polygon) for part in parts.geoms]


def divided(ward, chance):
    """Cuts one ward outline (map units) into small areas; gives lists of corners, in map units."""
    corners = outline_of(ward)
    polygon = Polygon(corners)
    wanted = ward["small_areas"]
    for _ in range(200):
        seeds = scattered(polygon, wanted, chance)
        for _ in range(12):  # move each seed to the middle of its cell until the cells are of like size
            seeds = [part.centroid for part in cells(polygon, seeds)]
        areas = cut(corners, cells(polygon, seeds), chance)
        if areas and len(areas) == wanted and min(a.area for a in areas) > 0.4 * polygon.area / wanted:
            return sorted(areas, key=lambda a: (round(a.centroid.y / 12), a.centroid.x))
    raise SystemExit(f"could not divide {ward['name']}")


def cut(corners, parts, chance):
    """Joins the inner edges of the cells to existing corners of the ward and bends them a little, as streets bend."""
    border = LineString(corners + corners[:1])
    key = lambda p: (round(p[0], 3), round(p[1], 3))
    inner = set()
    for part in parts:
        if part.geom_type != "Polygon":
            return None
        ring = list(part.exterior.coords)
        for a, b in zip(ring, ring[1:]):
            if border.distance(LineString([a, b]).interpolate(0.5, normalized=True)) > 1e-6:
                inner.add(tuple(sorted((key(a), key(b)))))
    taken, home = set(), {}

    def settled(point):
        if point not in home:
            if border.distance(Point(point)) > 0.01:
                home[point] = (round(point[0], 1), round(point[1], 1))
            else:
                free = [c for c in corners if c not in taken]
                home[point] = min(free, key=lambda c: math.dist(c, point))
                taken.add(home[point])
        return home[point]

    lines = [LineString([a, b]) for a, b in zip(corners, corners[1:] + corners[:1])]
    for a, b in sorted(inner):
        path = bent(settled(a), settled(b), chance)
        lines += [LineString([p, q]) for p, q in zip(path, path[1:])]
    areas = list(polygonize(lines))
    clean = all(not one.crosses(two) for one, two in combinations(lines, 2))
    return areas if clean else None


def bent(a, b, chance):
    steps = max(1, round(math.dist(a, b) / 7))
    across = ((b[1] - a[1]), -(b[0] - a[0]))
    path = [a]
    for step in range(1, steps):
        along, aside = step / steps, chance.uniform(-0.9, 0.9) / math.dist(a, b)
        path.append((round(a[0] + (b[0] - a[0]) * along + across[0] * aside, 1),
                     round(a[1] + (b[1] - a[1]) * along + across[1] * aside, 1)))
    return path + [b]


def named(ward, areas, used, chance):
    """Six to ten place names for each small area: those the outline gives, then street names, then common points."""
    names = [[] for _ in areas]
    flat = [p for p in ward["places"] if isinstance(p, str)]
    for at, name in enumerate(flat):  # listed north to south, like the areas
        names[at * len(areas) // len(flat)].append(name)
    for place in ward["places"]:
        if not isinstance(place, str):
            nearest = min(range(len(areas)), key=lambda i: areas[i].distance(Point(place["at"])))
            names[nearest].append(place["name"])
    for given in names:
        wanted = max(6, min(10, len(given) + chance.randint(4, 6)))
        if chance.random() < 0.5:
            given.append(chance.choice(COMMON))
        while len(given) < wanted:
            name = f"{chance.choice(STEMS)} {chance.choice(KINDS)}"
            if name not in used:
                used.add(name)
                given.append(name)
    return names


def shared_out(total, parts):
    """Whole numbers in proportion to parts that add up to total exactly."""
    exact = [total * part / sum(parts) for part in parts]
    whole = [math.floor(e) for e in exact]
    for i in sorted(range(len(parts)), key=lambda i: whole[i] - exact[i])[: total - sum(whole)]:
        whole[i] += 1
    return whole


def ring_of(sheet, corners):
    """A GeoJSON ring: outer rings run anticlockwise (RFC 7946) and end where they start."""
    ring = [sheet.place(c) for c in corners]
    if ring[0] == ring[-1]:
        ring.pop()
    if not Polygon(ring).exterior.is_ccw:
        ring.reverse()
    return [list(c) for c in ring + ring[:1]]


def feature(properties, ring):
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def save_features(name, borough, features):
    """One feature a line, so that a change to one area is one changed line."""
    head = {"type": "FeatureCollection", "name": name, "borough": borough["name"], "borough_code": borough["code"],
            "invented": True}
    text = json.dumps(head, ensure_ascii=False)[:-1] + ',\n"features": [\n'
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features]
    (HERE / f"{name}.geojson").write_text(text + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


def save_rows(name, header, rows):
    with open(HERE / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def postcodes(outline, sheet, wards):
    """About sixty postcodes a ward, in ONS Postcode Directory columns. A few are large users, a few have ended."""
    rows = []
    for ward, areas in wards:
        chance = random.Random(f"{outline['seed']} postcodes {ward['name']}")
        fixed = [f for f in outline["fixed_postcodes"] if f["ward"] == ward["name"]]
        spots = [(Point(f["at"]), f["postcode"]) for f in fixed]
        shares = shared_out(outline["postcodes_per_ward"] - len(fixed), [a["people"] for a in areas])
        points = [p for area, n in zip(areas, shares) for p in scattered(area["polygon"], n, chance)]
        units = [a + b for a in UNIT_LETTERS for b in UNIT_LETTERS]
        units = [u for u in units if not any(f["postcode"].endswith(u) for f in fixed)]
        chosen = sorted(chance.sample(units, len(points)))
        middle = sorted(p.x for p in points)[len(points) // 2]
        west, east = ward["postcode_sectors"]
        spots += [(p, (west if p.x < middle else east) + unit) for p, unit in zip(points, chosen)]
        ended = set(chance.sample([c for _, c in spots if c not in {f["postcode"] for f in fixed}], 2))
        for point, code in spots:
            area = min(areas, key=lambda a: a["polygon"].distance(point))
            longitude, latitude = sheet.place((point.x, point.y))
            outward, inward = code.split()
            began = f"{chance.randint(1980, 2012)}{chance.choice(['01', '06', '12'])}"
            over = f"{chance.randint(2018, 2024)}{chance.choice(['03', '09'])}" if code in ended else ""
            rows.append([f"{outward:<4}{inward}", code, began, over, outline["borough"]["code"], ward["code"],
                         1 if chance.random() < 0.03 else 0, area["code"], f"{latitude:.6f}", f"{longitude:.6f}"])
    rows.sort()
    save_rows("postcodes", ["pcd", "pcds", "dointr", "doterm", "oslaua", "osward", "usertype", "lsoa21", "lat", "long"], rows)


def population(wards):
    rows = []
    for year, share in YEARS.items():
        for ward, areas in wards:
            people, homes = round(ward["people"] * share), round(ward["homes"] * (1 - (1 - share) / 2))
            rows.append([ward["code"], ward["name"], year, people, homes])
            for area, p, h in zip(areas, shared_out(people, [a["people"] for a in areas]),
                                  shared_out(homes, [a["homes"] for a in areas])):
                rows.append([area["code"], area["name"], year, p, h])
    save_rows("population", ["area_code", "area_name", "year", "people", "households"], rows)


def make():
    outline = json.loads((HERE / "outline.json").read_text(encoding="utf-8"))
    sheet = Sheet(outline["map"])
    ward_features, area_features, wards, used, number = [], [], [], set(), 0
    for ward in outline["wards"]:
        chance = random.Random(f"{outline['seed']} {ward['name']}")
        ward_features.append(feature({"ward_code": ward["code"], "ward_name": ward["name"], "slug": ward["slug"]},
                                     ring_of(sheet, outline_of(ward))))
        polygons = divided(ward, chance)
        weights = [chance.uniform(0.8, 1.2) * math.sqrt(p.area) for p in polygons]
        people = shared_out(ward["people"], weights)
        homes = shared_out(ward["homes"], [w * chance.uniform(0.95, 1.05) for w in weights])
        areas = []
        for at, (polygon, names) in enumerate(zip(polygons, named(ward, polygons, used, chance))):
            number += 1
            area = {"code": f"E019{number:05d}", "name": f"{ward['name']} 001{chr(65 + at)}", "people": people[at],
                    "homes": homes[at], "polygon": polygon}
            areas.append(area)
            area_features.append(feature({"area_code": area["code"], "area_name": area["name"],
                                          "ward_code": ward["code"], "places": names},
                                         ring_of(sheet, polygon.exterior.coords)))
        wards.append((ward, areas))
    save_features("wards", outline["borough"], ward_features)
    save_features("small-areas", outline["borough"], area_features)
    postcodes(outline, sheet, wards)
    population(wards)


def edges(feature):
    ring = [tuple(c) for c in feature["geometry"]["coordinates"][0]]
    return {frozenset(e) for e in zip(ring, ring[1:])}


def check():
    """Reads the four files back and fails loudly if they do not fit together."""
    read = lambda name: json.loads((HERE / name).read_text(encoding="utf-8"))["features"]
    wards, areas = read("wards.geojson"), read("small-areas.geojson")
    outline = {w["code"]: shape(f["geometry"]) for f in wards for w in [{"code": f["properties"]["ward_code"]}]}
    assert all(p.is_valid for p in outline.values()) and all(shape(a["geometry"]).is_valid for a in areas)
    for one, two in combinations(wards, 2):
        a, b = shape(one["geometry"]), shape(two["geometry"])
        both = (one["properties"]["ward_name"], two["properties"]["ward_name"])
        assert a.intersection(b).area == 0, f"{both} overlap"
        touching = a.intersection(b).length
        shared = sum(LineString(list(e)).length for e in edges(one) & edges(two))
        assert abs(touching - shared) < 1e-9, f"{both} do not share their edges exactly"
    whole = unary_union(list(outline.values()))
    assert whole.geom_type == "Polygon" and not whole.interiors, "the borough has a hole"
    for ward in wards:
        code, name = ward["properties"]["ward_code"], ward["properties"]["ward_name"]
        parts = [a for a in areas if a["properties"]["ward_code"] == code]
        shapes = [shape(a["geometry"]) for a in parts]
        assert 5 <= len(parts) <= 8, f"{name} has {len(parts)} small areas"
        assert outline[code].symmetric_difference(unary_union(shapes)).area < 0.0005 * outline[code].area, name
        assert abs(sum(s.area for s in shapes) - outline[code].area) < 0.0005 * outline[code].area, name
        times = {}
        for part in parts:
            for edge in edges(part):
                times[edge] = times.get(edge, 0) + 1
        assert {e for e, n in times.items() if n == 1} == edges(ward), f"{name}: small areas leave its border"
        assert max(times.values()) == 2, name
        assert all(6 <= len(a["properties"]["places"]) <= 10 for a in parts), name
    with open(HERE / "postcodes.csv", encoding="utf-8") as file:
        codes = list(csv.DictReader(file))
    assert len({c["pcds"] for c in codes}) == len(codes)
    for row in codes:
        assert outline[row["osward"]].buffer(1e-6).contains(Point(float(row["long"]), float(row["lat"]))), row["pcds"]
    home = {a["properties"]["area_code"]: a["properties"]["ward_code"] for a in areas}
    with open(HERE / "population.csv", encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    for code in outline:
        for year in YEARS:
            for column in ("people", "households"):
                total = [int(r[column]) for r in people if r["area_code"] == code and r["year"] == str(year)]
                parts = sum(int(r[column]) for r in people if home.get(r["area_code"]) == code and r["year"] == str(year))
                assert total == [parts], f"{code} {year} {column}"
    print(f"{len(wards)} wards, {len(areas)} small areas, {len(codes)} postcodes, {len(people)} population rows: all fit")


if __name__ == "__main__":
    if "--check" not in sys.argv:
        make()
    check()

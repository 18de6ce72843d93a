"""What OpenSearch computes of a document, in Painless; the numbers come as parameters.

The steps of arithmetic are those of `geometry` and `ranking_rule`. Logarithm and arc may differ in
the last bits; the best are put in order anew where they arrive.
"""

from typing import Any

from search_index import geometry, ranking_rule
from search_index.opensearch_backend.mapping import skill_field
from search_index.query import SearchQuery

_CHORD = """
double chord(def doc, def point) {
    if (doc['x'].size() == 1) {
        double x = doc['x'].value - (double) point[0];
        double y = doc['y'].value - (double) point[1];
        double z = doc['z'].value - (double) point[2];
        return x * x + y * y + z * z;
    }
    def held = doc['vectors'].value;
    byte[] bytes = held.bytes;
    int end = held.offset + held.length;
    double nearest = Double.POSITIVE_INFINITY;
    for (int start = held.offset; start < end; start += 24) {
        double sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            long bits = 0;
            for (int place = 0; place < 8; place++) {
                int part = bytes[start + 8 * axis + place];
                bits = (bits << 8) + (part < 0 ? part + 256 : part);
            }
            double way = Double.longBitsToDouble(bits);
            way -= (double) point[axis];
            sum += way * way;
        }
        nearest = Math.min(nearest, sum);
    }
    return nearest;
}
"""

_KM = """
double km(def doc, def params) {
    if (params.point == null) { return 0; }
    if (doc['x'].size() == 0) { return params.farthest; }
    return params.diameter * Math.asin(Math.min(Math.sqrt(chord(doc, params.point)) / 2, 1));
}
"""

_POINTS = """
double points(def doc, def params) {
    if (doc.containsKey(params.own) && doc[params.own].size() > 0) { return doc[params.own].value; }
    return doc[params.overall].value;
}
"""

_UTILITY = """
double beyond = Math.max(0, km(doc, params) - params.free) / params.doubling;
double cost = params.cost * Math.log(1 + beyond) / Math.log(2);
return Math.rint((points(doc, params) - cost) * params.units);
"""

_LOTTERY = """
long mixed = doc['key'].value ^ params.seed;
mixed += -7046029254386353131L;
mixed = (mixed ^ (mixed >>> 30)) * -4658895280553007687L;
mixed = (mixed ^ (mixed >>> 27)) * -7723592293110705685L;
mixed = mixed ^ (mixed >>> 31);
return (double) (mixed >>> 11);
"""

_NEAREST_RADIUS = """
if (doc['x'].size() == 0) { return params.radii.length; }
double way = chord(doc, params.point);
for (int number = 0; number < params.radii.length; number++) {
    if (way <= (double) params.radii[number]) { return number; }
}
return params.radii.length;
"""

_WITHIN = """
return doc['x'].size() > 0 && chord(doc, params.point) <= params.radius;
"""


def utility(query: SearchQuery) -> dict[str, Any]:
    """The utility in the units in which it is compared."""
    parameters = {
        **_way(query),
        "own": skill_field(query.concern or ""),
        "overall": skill_field(""),
        "cost": float(query.points_per_doubling),
        "free": ranking_rule.FREE_KM,
        "doubling": ranking_rule.DOUBLING_KM,
        "units": float(10**ranking_rule.UTILITY_DECIMALS),
    }
    return {"source": _CHORD + _KM + _POINTS + _UTILITY, "params": parameters}


def km(query: SearchQuery) -> dict[str, Any]:
    """The way to the nearest location."""
    return {"source": _CHORD + _KM + "return km(doc, params);", "params": _way(query)}


def lottery(query: SearchQuery) -> dict[str, Any]:
    """The first 53 bits of the number that decides what nothing else does."""
    seed = ranking_rule.lottery_seed(query.snapshot_on)
    return {"source": _LOTTERY, "params": {"seed": seed - 2**64 if seed >= 2**63 else seed}}


def nearest_radius(query: SearchQuery, radii_km: tuple[float, ...]) -> dict[str, Any]:
    """The number of the first of some radii, ascending, within which a location lies."""
    radii = [geometry.squared_chord_of(radius) for radius in radii_km]
    parameters = {"point": _point(query), "radii": radii}
    return {"source": _CHORD + _NEAREST_RADIUS, "params": parameters}


def within(query: SearchQuery) -> dict[str, Any]:
    """Whether a location lies within the radius."""
    radius = geometry.squared_chord_of(query.radius_km or 0)
    return {"source": _CHORD + _WITHIN, "params": {"point": _point(query), "radius": radius}}


def _way(query: SearchQuery) -> dict[str, Any]:
    return {
        "point": _point(query),
        "farthest": ranking_rule.FARTHEST_KM,
        "diameter": 2 * geometry.EARTH_RADIUS_KM,
    }


def _point(query: SearchQuery) -> list[float] | None:
    if query.place is None:
        return None
    return list(geometry.unit_vector(query.place.latitude, query.place.longitude))

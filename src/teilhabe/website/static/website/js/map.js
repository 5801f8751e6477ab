// The map of /karte. Without this script, or without WebGL, the drawing stays and the list beside it says everything.

const box = document.querySelector("[data-map]");
const still = box?.querySelector("[data-still]");
const stage = box?.querySelector("[data-stage]");
const words = JSON.parse(document.getElementById("karte-worte")?.textContent ?? "{}");
const FRAME = 40; // pixels between what is shown and the edge of the map
const TOUCHING = 26; // pins nearer than this, in pixels, become one
const PAUSE = 350; // milliseconds after the last movement before the list follows

const read = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
};
const pins = () => JSON.parse(document.getElementById("karte-nadeln")?.textContent ?? "[]");
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const key = (longitude, latitude) => `${longitude.toFixed(5)},${latitude.toFixed(5)}`;

// --- Shapes: the same as in the lists, drawn at twice their size for sharp screens --------------------------------

const SHARP = 2;
const canvas = (width, height) => {
  const sheet = document.createElement("canvas");
  sheet.width = width * SHARP;
  sheet.height = height * SHARP;
  const pen = sheet.getContext("2d");
  pen.scale(SHARP, SHARP);
  return pen;
};
const picture = (pen) => pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);

const PATHS = {
  rat: (pen) => pen.rect(4, 4, 14, 14),
  sitzung: (pen) => pen.rect(4.5, 4.5, 13, 13),
  angebot: (pen) => pen.arc(11, 11, 7.5, 0, 7),
  siegel: (pen) => { for (let corner = 0; corner < 6; corner += 1) pen.lineTo(11 + 8.5 * Math.sin(corner * Math.PI / 3), 11 - 8.5 * Math.cos(corner * Math.PI / 3)); pen.closePath(); },
  ort: (pen) => { pen.moveTo(3, 5); pen.lineTo(19, 5); pen.lineTo(11, 19); pen.closePath(); },
};
const shape = (kind) => {
  const pen = canvas(22, 22);
  pen.beginPath();
  (PATHS[kind] ?? PATHS.rat)(pen);
  const hollow = kind === "sitzung";
  pen.lineWidth = hollow ? 6 : 3;
  pen.strokeStyle = colour("paper");
  pen.stroke();
  pen.fillStyle = hollow ? colour("paper") : colour(PATHS[kind] ? kind : "rat");
  pen.fill();
  if (hollow) { pen.lineWidth = 3; pen.strokeStyle = colour("rat"); pen.stroke(); }
  return picture(pen);
};
const cluster = (count) => {
  const radius = 13 + 3 * count.length, size = 2 * radius + 4, pen = canvas(size, size);
  pen.beginPath();
  pen.arc(size / 2, size / 2, radius, 0, 7);
  pen.fillStyle = colour("paper");
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = colour("ink");
  pen.stroke();
  pen.font = `600 13px ${colour("sans")}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = colour("ink");
  pen.fillText(count, size / 2, size / 2 + 1);
  return picture(pen);
};
const name = (text) => {
  const font = `500 14px ${colour("sans")}`, ruler = canvas(1, 1);
  ruler.font = font;
  const width = Math.ceil(ruler.measureText(text).width) + 8, pen = canvas(width, 22);
  pen.font = font;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = colour("paper");
  pen.strokeText(text, width / 2, 11);
  pen.fillStyle = colour("ink");
  pen.fillText(text, width / 2, 11);
  return picture(pen);
};
const MAKERS = { shape, cluster, name };

// --- What lies under the points -----------------------------------------------------------------------------------

// Layers of the usual schemas (Protomaps, OpenMapTiles, Shortbread) by what they hold.
const GROUND = [
  { held: /^(water|ocean|water_polygons)$/, type: "fill", paint: () => ({ "fill-color": colour("rat-tint") }) },
  { held: /^(landuse|landcover|park|land|natural)$/, type: "fill", paint: () => ({ "fill-color": colour("angebot-tint"), "fill-opacity": 0.5 }) },
  { held: /^(buildings?)$/, type: "fill", minzoom: 14, paint: () => ({ "fill-color": colour("rule"), "fill-opacity": 0.7 }) },
  { held: /^(roads|transportation|streets|bridges)$/, type: "line", paint: () => ({ "line-color": colour("line"), "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.4, 13, 1.2, 17, 7] }) },
];
const streets = async (gl) => {
  await new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = box.dataset.tilesScript;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  const { PMTiles, Protocol } = window.pmtiles;
  const protocol = new Protocol(), archive = new PMTiles(new URL(box.dataset.tiles, location.href).href);
  protocol.add(archive);
  gl.addProtocol("pmtiles", protocol.tile);
  const { tileType, maxZoom } = await archive.getHeader();
  const source = { url: `pmtiles://${archive.source.getKey()}` };
  if (tileType !== 1) return { source: { ...source, type: "raster", tileSize: 256 }, layers: () => [{ id: "ground", type: "raster", source: "ground" }] };
  const held = (await archive.getMetadata()).vector_layers?.map((layer) => layer.id) ?? [];
  return {
    source: { ...source, type: "vector", maxzoom: maxZoom },
    layers: () => GROUND.flatMap(({ held: wanted, type, paint, minzoom = 0 }) => held.filter((id) => wanted.test(id)).map((id) => ({ id: `ground-${id}`, type, source: "ground", "source-layer": id, minzoom, paint: paint() }))),
  };
};
const ground = async (gl) => {
  if (box.dataset.tiles) return streets(gl).catch(() => null); // a file that cannot be read leaves the outlines
  if (!box.dataset.service) return null;
  return { source: { type: "raster", tiles: [box.dataset.service], tileSize: 256 }, layers: () => [{ id: "ground", type: "raster", source: "ground" }] };
};

// --- The map ------------------------------------------------------------------------------------------------------

const bounds = (positions) => positions.reduce(
  ([west, south, east, north], [x, y]) => [Math.min(west, x), Math.min(south, y), Math.max(east, x), Math.max(north, y)],
  [180, 90, -180, -90],
);
const webgl = () => { try { return Boolean(document.createElement("canvas").getContext("webgl2")); } catch { return false; } };

const start = async () => {
  if (!webgl()) return;
  const asked = new URLSearchParams(location.search);
  const [gl, towns, found] = await Promise.all([import(box.dataset.script), read(box.dataset.outlines), read(box.dataset.points)]);
  gl.setWorkerUrl(new URL(box.dataset.worker, location.href).href);
  const under = await ground(gl);
  await document.fonts?.ready;

  if (found.cut) box.querySelector("[data-note]").append(` ${words.cut}`);
  const points = found.points.map(([longitude, latitude, kind, count]) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [longitude, latitude] },
    properties: { kind: found.kinds[kind], count },
  }));
  // What has a number of its own is not counted once more; what else is at its point is.
  const others = () => {
    const numbered = new Map();
    for (const { longitude, latitude, number } of pins()) {
      const at = key(longitude, latitude);
      numbered.set(at, (numbered.get(at) ?? new Set()).add(number));
    }
    return { type: "FeatureCollection", features: points.flatMap(({ geometry, properties, ...point }) => {
      const count = properties.count - (numbered.get(key(...geometry.coordinates))?.size ?? 0);
      return count > 0 ? [{ ...point, geometry, properties: { ...properties, count } }] : [];
    }) };
  };
  const titles = { type: "FeatureCollection", features: towns.features.filter(({ properties }) => properties.middle[0] !== null).map(({ properties }) => ({ type: "Feature", geometry: { type: "Point", coordinates: properties.middle }, properties: { name: properties.name } })) };

  const style = () => ({
    version: 8,
    sources: {
      towns: { type: "geojson", data: towns },
      titles: { type: "geojson", data: titles },
      ...(under && { ground: under.source }),
      points: { type: "geojson", data: others(), cluster: true, clusterRadius: 48, clusterMaxZoom: 15, clusterProperties: { total: ["+", ["get", "count"]] } },
    },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colour("paper") } },
      { id: "towns", type: "fill", source: "towns", paint: { "fill-color": colour("tint") } },
      ...(under ? under.layers() : []),
      { id: "borders", type: "line", source: "towns", paint: { "line-color": colour("rule-2"), "line-width": 1 } },
      { id: "titles", type: "symbol", source: "titles", maxzoom: 13, layout: { "icon-image": ["concat", "name:", ["get", "name"]], "icon-padding": 4 } },
      { id: "points", type: "symbol", source: "points", filter: ["!", ["has", "point_count"]], layout: { "icon-image": ["concat", "shape:", ["get", "kind"]], "icon-allow-overlap": true, "icon-ignore-placement": true } },
      { id: "clusters", type: "symbol", source: "points", filter: ["has", "point_count"], layout: { "icon-image": ["concat", "cluster:", ["to-string", ["get", "total"]]], "icon-allow-overlap": true, "icon-ignore-placement": true } },
    ],
  });

  const around = (some) => bounds(some.flatMap((town) => town.geometry.coordinates.flat(town.geometry.type === "Polygon" ? 1 : 2)));
  const everything = () => {
    const narrowed = box.dataset.towns ? towns.features.filter((town) => box.dataset.towns.split(",").includes(town.properties.slug)) : [];
    if (narrowed.length) return around(narrowed);
    const filtered = [...asked.keys()].some((one) => one !== "ausschnitt" && one !== "seite" && one !== "sortierung");
    if ((filtered || !towns.features.length) && points.length) return bounds(points.map(({ geometry }) => geometry.coordinates));
    return around(towns.features);
  };
  const seen = (asked.get("ausschnitt") ?? "").split(",").map(Number);
  const first = seen.length === 4 && seen.every(Number.isFinite) ? seen : everything();

  stage.hidden = false;
  const map = new gl.Map({
    container: stage,
    style: style(),
    bounds: first,
    fitBoundsOptions: { padding: first === seen ? 0 : FRAME, maxZoom: 15 },
    minZoom: 6,
    maxZoom: 18,
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: words.locale,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const side = document.dir === "rtl" ? "top-left" : "top-right";
  map.addControl(new gl.NavigationControl({ showCompass: false }), side);
  map.addControl({
    onAdd: () => {
      const group = document.createElement("div"), button = document.createElement("button");
      group.className = "maplibregl-ctrl maplibregl-ctrl-group";
      button.type = "button";
      button.className = "t-atlas__whole";
      button.title = words.whole;
      button.setAttribute("aria-label", words.whole);
      button.addEventListener("click", () => map.fitBounds(everything(), { padding: FRAME, maxZoom: 15 }, { originalEvent: {} }));
      group.append(button);
      return group;
    },
    onRemove: () => {},
  }, side);
  map.setMissingStyleImageResolver((id) => {
    const [maker, ...rest] = id.split(":");
    if (MAKERS[maker]) map.addImage(id, MAKERS[maker](rest.join(":")), { pixelRatio: SHARP });
  });
  map.once("load", () => { still.hidden = true; box.dataset.map = "drawn"; });
  map.once("idle", () => { box.dataset.map = "ready"; performance.mark("karte-fertig"); });
  map.on("error", ({ error }) => console.warn(error?.message)); // a tile that is missing leaves a gap, nothing more
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(style(), { diff: false }));

  // Pins of the list: links to its rows, so that they can be reached with the keyboard.
  let markers = [];
  const pin = () => {
    markers.forEach((marker) => marker.remove());
    const groups = [], rest = new Set(others().features.map(({ geometry }) => key(...geometry.coordinates)));
    for (const one of pins()) {
      const at = map.project([one.longitude, one.latitude]);
      const near = groups.find((group) => Math.hypot(group.at.x - at.x, group.at.y - at.y) < TOUCHING);
      if (near) near.all.push(one); else groups.push({ at, all: [one] });
    }
    markers = groups.map(({ all }) => {
      const [one] = all, link = document.createElement("a"), numbers = [...new Set(all.map((each) => each.number))];
      const more = numbers.length > 1 || all.some((each) => rest.has(key(each.longitude, each.latitude)));
      link.dir = "ltr"; // "3+" is no word
      link.className = `t-no t-no--${one.kind} t-atlas__pin`;
      link.href = `#e-${one.number}`;
      link.target = "_self"; // also inside another site's page
      link.textContent = more ? `${one.number}+` : one.number;
      link.title = more ? `${numbers.join(", ")}: ${one.at} …` : `${one.label} (${one.at})`;
      link.setAttribute("aria-label", `${numbers.join(", ")}: ${link.title.replace(/^[\d, ]+: /, "")}`);
      link.addEventListener("click", (event) => event.stopPropagation());
      return new gl.Marker({ element: link }).setLngLat([one.longitude, one.latitude]).addTo(map);
    });
  };
  pin();
  map.on("zoomend", pin);

  // One point: what is there, in the words of the server.
  const tell = async (feature) => {
    const [longitude, latitude] = feature.geometry.coordinates;
    const there = new URL(box.dataset.points, location.href).searchParams; // the words that were searched, mended
    there.set("bei", key(...nearest(longitude, latitude)));
    const answer = await fetch(`${box.dataset.spot}?${there}`);
    if (!answer.ok) return;
    const piece = document.createElement("div");
    piece.innerHTML = await answer.text();
    new gl.Popup({ maxWidth: "20rem", offset: 12 }).setLngLat([longitude, latitude]).setDOMContent(piece).addTo(map);
  };
  // A tile rounds coordinates: the point as it was sent is asked for.
  const nearest = (x, y) => points.reduce((best, { geometry: { coordinates: [a, b] } }) => {
    const away = Math.hypot((a - x) * 0.63, b - y);
    return away < best.away ? { away, at: [a, b] } : best;
  }, { away: Infinity, at: [x, y] }).at;
  map.on("click", "points", ({ features }) => tell(features[0]));
  map.on("click", "clusters", async ({ features: [feature] }) => {
    const zoom = await map.getSource("points").getClusterExpansionZoom(feature.properties.cluster_id);
    map.easeTo({ center: feature.geometry.coordinates, zoom: zoom + 0.3 }, { originalEvent: {} });
  });
  for (const layer of ["points", "clusters"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }

  // The list follows the map. Where somebody looks stands in the address, so that it can be passed on.
  const list = document.getElementById("liste"), said = document.querySelector("[data-said]");
  if (!box.dataset.follow || !list) return;
  let waiting, running;
  const follow = async () => {
    const [[west, south], [east, north]] = map.getBounds().toArray();
    const here = new URL(location.href);
    here.hash = "";
    here.searchParams.delete("seite");
    here.searchParams.set("ausschnitt", [west, south, east, north].map((degree) => degree.toFixed(4)).join(","));
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(here, { signal: running.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("liste");
      if (!fresh) return;
      list.replaceChildren(...fresh.childNodes);
      history.replaceState(null, "", here);
      for (const field of document.querySelectorAll("input[name=ausschnitt]")) field.value = here.searchParams.get("ausschnitt");
      for (const form of document.querySelectorAll("form[data-keeps]")) if (!form.elements.ausschnitt) {
        const field = Object.assign(document.createElement("input"), { type: "hidden", name: "ausschnitt", value: here.searchParams.get("ausschnitt") });
        form.append(field);
      }
      if (said) said.textContent = list.querySelector("[role=status]")?.textContent ?? "";
      map.getSource("points")?.setData(others());
      pin();
    } catch (problem) { if (problem.name !== "AbortError") throw problem; }
  };
  map.on("moveend", ({ originalEvent }) => {
    if (!originalEvent) return; // nobody moved it
    clearTimeout(waiting);
    waiting = setTimeout(follow, PAUSE);
  });
};

if (box && stage) start().catch(() => { stage.hidden = true; still.hidden = false; });

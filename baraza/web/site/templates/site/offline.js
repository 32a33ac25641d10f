{% autoescape off %}"use strict";
const FILES = {{ files }}, PAGES = {{ pages }}, NAME = "site " + FILES[0];
const plain = (address) => { const url = new URL(address, location.origin), lang = url.searchParams.get("lang"); return url.pathname + (lang ? "?lang=" + lang : ""); };
const keep = async (address, answer) => {
  if (answer.ok && !answer.redirected && /\bpublic\b/.test(answer.headers.get("Cache-Control"))) await (await caches.open(NAME)).put(plain(address), answer);
};
const lately = async (address) => {
  const kept = await (await caches.open(NAME)).match(plain(address));
  return kept && Date.now() - Date.parse(kept.headers.get("Date") || 0) < 3600e3;
};
addEventListener("install", (event) => event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name)))).then(() => clients.claim())));
addEventListener("message", (event) => event.waitUntil((async () => {
  for (const page of [...PAGES, "/offline/"]) {
    const address = page + event.data;
    if (!await lately(address)) await fetch(address).then((answer) => keep(address, answer)).catch(() => {});
  }
})()));
const page = async (request) => {
  try {
    const answer = await fetch(request);
    if (PAGES.includes(new URL(request.url).pathname)) await keep(request.url, answer.clone());
    return answer;
  } catch (trouble) {
    const cache = await caches.open(NAME), lang = new URL(request.url).searchParams.get("lang");
    const kept = await cache.match(plain(request.url)) || await cache.match("/offline/" + (lang ? "?lang=" + lang : "")) || await cache.match("/offline/");
    if (kept) return kept;
    throw trouble;
  }
};
addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (FILES.includes(url.pathname)) event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  else if (request.mode === "navigate" && !/^\/(desk|studio|accounts|api)\//.test(url.pathname)) event.respondWith(page(request));
});
{% endautoescape %}

// Starts the page's binary once more, as its worker: with the modules that the page has compiled.
import init from './bilayer-app.js';
import { link } from './later.js';

const early = [];
let first;
self.addEventListener('message', async (event) => {
  if (!(event.data instanceof WebAssembly.Module)) return;
  event.stopImmediatePropagation();
  if (first) return link(event.data);
  self.onmessage = (message) => early.push(message);
  first = event.data;
  await init({ module_or_path: first });
  early.forEach((message) => self.onmessage(message));
});
self.postMessage(null);

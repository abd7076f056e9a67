// The rest of the binary: what the start of the page does not call. It comes when the world is
// alive, or before, in the middle of the call that needs it. Without a divided binary nothing
// here fetches anything.
import { initSync } from './bilayer-app.js';

const file = new URL('./bilayer-app_later.wasm', import.meta.url);
const styles = new URL('./styles_later.css', import.meta.url);
const waiting = [];
let rest;

// Once: what it brings into memory must not be brought again.
export function link(module) {
  if (rest) return;
  new WebAssembly.Instance(module, { first: initSync() });
  rest = module;
  waiting.splice(0).forEach((worker) => worker.postMessage(module));
}

// Called by the binary, which can't wait: so the page stands still until the file is there.
export function load() {
  const request = new XMLHttpRequest();
  request.open('GET', file, false);
  request.overrideMimeType('text/plain; charset=x-user-defined');
  request.send();
  link(new WebAssembly.Module(Uint8Array.from(request.responseText, (byte) => byte.charCodeAt(0))));
}

// A worker gets what is compiled already.
export function hand_over(worker, module) {
  worker.postMessage(module);
  rest ? worker.postMessage(rest) : waiting.push(worker);
}

// Should it fail, the call that needs it asks again.
export function loadWhenAlive() {
  const observer = new PerformanceObserver((marks) => {
    if (marks.getEntriesByName('world-alive').length > 0) {
      observer.disconnect();
      document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: styles }));
      WebAssembly.compileStreaming(fetch(file)).then(link, () => {});
    }
  });
  observer.observe({ type: 'mark', buffered: true });
}

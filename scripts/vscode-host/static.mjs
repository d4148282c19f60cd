/** A folder over HTTP, as vscode.dev gets an extension from its content network. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const types = { '.js': 'text/javascript', '.cjs': 'text/javascript', '.json': 'application/json', '.png': 'image/png' };

/**
 * Serve a folder on a free port of the loopback address, readable from every origin.
 * @param {string} folder absolute path
 * @returns {Promise<{ authority: string, stop: () => void }>} `authority` is localhost:port, the one name for which the
 *   web worker host's content policy allows scripts over plain HTTP
 */
export function serveFolder(folder) {
  const server = createServer((request, response) => {
    const path = normalize(join(folder, decodeURIComponent(new URL(request.url, 'http://localhost').pathname)));
    const headers = { 'Access-Control-Allow-Origin': '*', 'Content-Type': types[extname(path)] ?? 'text/plain' };
    const answer = path.startsWith(folder + sep) ? readFile(path) : Promise.reject(new Error('outside the folder'));
    answer.then(
      (bytes) => response.writeHead(200, headers).end(bytes),
      () => response.writeHead(404, headers).end(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const stop = () => {
        server.close();
        server.closeAllConnections();
      };
      resolve({ authority: `localhost:${server.address().port}`, stop });
    });
  });
}

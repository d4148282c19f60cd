/**
 * Stands for node:child_process in the server: the language server library asks for it when it is loaded, for functions that nobody
 * calls here. Node takes 1 ms to load it.
 */
module.exports = new Proxy({}, { get: (_, name) => require('node:child_process')[name] });

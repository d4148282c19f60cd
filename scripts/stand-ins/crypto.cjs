/**
 * Stands for node:crypto in the server: the language server library asks for it when it is loaded, and needs it for names of pipes only.
 * Node takes 2 ms to load it.
 */
module.exports = new Proxy({}, { get: (_, name) => require('node:crypto')[name] });

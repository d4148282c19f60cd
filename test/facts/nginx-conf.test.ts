import { strict as assert } from 'node:assert';
import { nginxFacts } from '../../server/src/facts/nginx-conf.ts';

describe('facts/nginx-conf', () => {
  const rows: readonly (readonly [why: string, text: string, expected: string])[] = [
    ['a port', 'server { listen 80; }', '0.0.0.0:80=80'],
    [
      'both families',
      'server {\n  listen 8080 default_server;\n  listen [::]:8080;\n}',
      '0.0.0.0:8080=8080 :::8080=8080',
    ],
    ['an address', 'server { listen 127.0.0.1:9000; }', '127.0.0.1:9000=9000'],
    ['every address', 'server { listen *:81; }', '0.0.0.0:81=81'],
    ['a host alone', 'server { listen localhost; }', 'localhost:80=localhost'],
    ['TLS', 'server { listen 443 ssl http2; }', '0.0.0.0:443=443 tls'],
    ['a socket in the file system', 'server { listen unix:/tmp/a.sock; }', ''],
    ['a comment', '# listen 1;\nserver { # listen 2;\n listen 3; }', '0.0.0.0:3=3'],
    ['a variable', 'server { listen $PORT; }', 'open'],
    ['a variable in braces', 'server { listen ${PORT}; listen 80; }', '0.0.0.0:80=80 open'],
    ['other words', 'http { listener 1; server_name listen; }', ''],
    ['nothing', '', ''],
  ];
  for (const [why, text, expected] of rows) {
    it(why, () => {
      const facts = nginxFacts(text);
      const shown = facts.listens.map(
        ({ host, port, tls, range }) => `${host}:${port}=${text.slice(range.start, range.end)}${tls ? ' tls' : ''}`,
      );
      assert.equal([...shown, ...(facts.open ? ['open'] : [])].join(' '), expected);
    });
  }

  it('names the neighbours that requests are passed to', () => {
    const facts = nginxFacts(
      'upstream app { server web:8000; server 10.0.0.2; server api.example.com:80; server unix:/a.sock; }\nserver {\n  server_name shop;\n  location / { proxy_pass http://app; }\n  location /a { proxy_pass http://backend:3000/; }\n  location /b { uwsgi_pass flask:5000; }\n  location /c { proxy_pass http://localhost:81; }\n  location /d { proxy_pass $target; }\n  location /e { proxy_pass https://a.example.com; }\n}',
    );
    assert.deepEqual(facts.neighbours, ['backend', 'flask', 'web']);
  });

  it('counts servers and names what it takes in', () => {
    const facts = nginxFacts(
      'http { include mime.types; server{listen 1;} server { include /a/*.conf; } upstream x {} }',
    );
    assert.deepEqual([facts.servers, facts.includes], [2, ['mime.types', '/a/*.conf']]);
  });
});

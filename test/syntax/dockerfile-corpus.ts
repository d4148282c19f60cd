/** Dockerfiles as people write them; the tests also cut and mutate them. */
export const DOCKERFILES: readonly string[] = [
  `# syntax=docker/dockerfile:1
ARG PYTHON=3.12
FROM python:\${PYTHON:-3.11}-slim AS build
ENV PYTHONUNBUFFERED=1 \\
    # the port is set by the platform
    PIP_NO_CACHE_DIR=1 \\

    PORT=8080
WORKDIR /app
RUN --mount=type=cache,target=/root/.cache pip install -r requirements.txt && \\
    # clean up
    rm -rf /tmp/*
COPY --chown=app:app . .

FROM build
EXPOSE 8080/tcp $METRICS
HEALTHCHECK --interval=5s CMD curl -f http://localhost:$PORT/ || exit 1
CMD exec gunicorn --bind :$PORT --workers 1 \\
  --threads 8 --timeout 0 main:app
`,
  `FROM node:20-alpine
LABEL org.opencontainers.image.title="My app" maintainer='A "B" C'
USER node
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN <<EOF
set -e
npm ci
echo "done" > /tmp/x
EOF
COPY <<"START" /start.sh
#!/bin/sh
exec node "$@"
START
VOLUME ["/data", "/logs"]
STOPSIGNAL SIGINT
ENTRYPOINT ["/start.sh"]
CMD ["server.js", "--message", "say \\"hi\\" \\u0041"]
`,
  `# escape=\`
FROM mcr.microsoft.com/windows/servercore AS win
RUN powershell -Command \`
    Invoke-WebRequest x; \`
    Remove-Item C:\\temp
ENV A="C:\\b" B=\`$HOME
CMD [ "cmd", "/c", "start" ]
`,
  `from python:3.12
run apt-get update \\
 && apt-get install -y curl \\
 && rm -rf /var/lib/apt/lists/*
copy --from=0 /a /b
ENV OLD the "rest" of $IT
onbuild copy . /src
cmd uvicorn main:app --host 0.0.0.0 --port \${PORT:-8080}
`,
  `FROM debian:12-slim
RUN cat <<'ONE' > /a.sh && cat <<-TWO > /b.sh
#!/bin/sh
exec "$@"
ONE
	echo $HOME
	TWO
ENTRYPOINT ["tini", "--", "sh", "-c", "exec gunicorn -b :$PORT 'a b'"]
CMD ['not', 'json']
`,
  `\uFEFFFROM --platform=linux/amd64 gcr.io/distroless/python3\r
WORKDIR /srv\r
ENV A=1 \\\r
  B=2\r
COPY ["my app.py", "/srv/"]\r
CMD ["app.py"]\r
`,
];

/**
 * Every range inside a value must lie in the text, whatever the value is.
 * Returns what is wrong, or `undefined`.
 */
export function badRange(value: unknown, length: number, path = ''): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { start, end, source, sourceLength } = value as Record<string, unknown>;
  if (typeof start === 'number' && typeof end === 'number' && !(start >= 0 && start <= end && end <= length)) {
    return `${path}: ${start}..${end} of ${length}`;
  }
  if (
    typeof source === 'number' &&
    typeof sourceLength === 'number' &&
    !(source >= 0 && source + sourceLength <= length)
  ) {
    return `${path}: source ${source}+${sourceLength} of ${length}`;
  }
  for (const [name, child] of Object.entries(value)) {
    const bad = badRange(child, length, `${path}.${name}`);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

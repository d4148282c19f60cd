/** Changes the configuration that VS Code's server writes into the workbench's page. */

const marker = /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/;

const unescapeHtml = (text) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

const escapeHtml = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * Give the workbench development options, as @vscode/test-web does on its own server.
 * @param page Playwright's Page, before it opens the workbench
 * @param {{ authority: string }} server
 * @param {object} developmentOptions `extensions` and `extensionTestsPath` as URI components
 */
export async function configureWorkbench(page, server, developmentOptions) {
  await page.route(
    (url) => url.host === server.authority && url.pathname === '/',
    async (route) => {
      const response = await route.fetch();
      const html = await response.text();
      const found = marker.exec(html);
      if (found === null) throw new Error("VS Code's page holds no configuration");
      const configuration = JSON.parse(unescapeHtml(found[2]));
      configuration.developmentOptions = { ...configuration.developmentOptions, ...developmentOptions };
      // The page itself reads the extension's manifest, which its content policy allows over HTTPS only.
      const policy = response
        .headers()
        ['content-security-policy']?.replace('connect-src', 'connect-src http://localhost:*');
      await route.fulfill({
        response,
        headers: { ...response.headers(), ...(policy === undefined ? {} : { 'content-security-policy': policy }) },
        body: html.replace(marker, (_, start) => `${start}${escapeHtml(JSON.stringify(configuration))}"`),
      });
    },
  );
}

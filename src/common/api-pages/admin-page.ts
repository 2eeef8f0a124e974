/** Where administrators read the whole document; see ApiDocumentationController. */
export const ADMIN_DOCUMENT = '/api/admin/openapi.json';

/** A page that holds nothing to hide: it asks for a key, and only with that for the document. */
export const ADMIN_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>PixCrawler API for administrators</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <style>form { font: 1rem sans-serif; margin: 2rem auto; max-width: 60rem }</style>
  </head>
  <body>
    <form id="open">
      <label>API key of an administrator <input id="key" type="password" autocomplete="off" required></label>
      <button>Open</button>
      <output id="fault"></output>
    </form>
    <div id="ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/admin/init.js"></script>
  </body>
</html>
`;

/** Runs in the browser. The key stays in the page's memory. */
export const ADMIN_SCRIPT = `'use strict';
const form = document.getElementById('open');
const fault = document.getElementById('fault');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  fault.value = '';
  const key = document.getElementById('key').value.trim();
  try {
    const answer = await fetch('${ADMIN_DOCUMENT}', { headers: { Authorization: 'Bearer ' + key } });
    const body = await answer.json();
    if (!answer.ok) {
      fault.value = body.title + ': ' + body.detail;
      return;
    }
    const ui = SwaggerUIBundle({
      spec: body,
      domNode: document.getElementById('ui'),
      onComplete: () => ui.preauthorizeApiKey('bearer', key),
    });
    form.hidden = true;
  } catch (error) {
    fault.value = String(error);
  }
});
`;

import { join } from 'node:path';

/** Nobody listens there: the browser gets its files from this process. */
export const PAGE_URL = 'http://dashboard.localhost/';

const HTML = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><link rel="stylesheet" href="page.css"></head>
<body style="margin: 0"><div id="root"></div><script src="page.js"></script></body>
</html>`;
const FONTS = { 'Inter-Regular': 400, 'Inter-Medium': 500 };

/** The file behind an address of the page; the addresses below `public/` are those that Grafana's server has. */
function fileOf(path, { built, packages }) {
  if (path === 'page.js' || path === 'page.css') return join(built, path);
  const [, icon] = /^public\/build\/img\/icons\/([\w/-]+\.svg)$/.exec(path) ?? [];
  if (icon) return join(packages, '@grafana/ui/dist/public/img/icons', icon);
  const weight = FONTS[/^public\/fonts\/inter\/([\w-]+)\.woff2$/.exec(path)?.[1]];
  return weight && join(packages, `@fontsource/inter/files/inter-latin-${weight}-normal.woff2`);
}

/** Answers what the page asks for; complains of everything else. */
export async function serveFiles(tab, folders, complaints) {
  await tab.route('**/*', (route) => {
    const url = route.request().url();
    if (url === PAGE_URL) return route.fulfill({ contentType: 'text/html', body: HTML });
    const path = url.startsWith(PAGE_URL) && fileOf(url.slice(PAGE_URL.length), folders);
    if (path) return route.fulfill({ path });
    complaints.push(`There is no ${url}.`);
    return route.abort();
  });
}

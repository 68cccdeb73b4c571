import { DOMParser, type Element } from '@xmldom/xmldom';
import JSZip from 'jszip';

/** What an Office package must hold together by; each finding is one defect. */
export async function findDefects(docx: Buffer): Promise<string[]> {
  const zip = await JSZip.loadAsync(docx);
  const parts = Object.keys(zip.files).filter((name) => !zip.files[name]!.dir);
  const roots = new Map<string, Element[]>();
  for (const part of parts.filter((name) => /\.(xml|rels)$/.test(name))) {
    roots.set(part, parseElements(await zip.file(part)!.async('string')));
  }
  return [
    ...duplicateParts(parts),
    ...contentTypes(parts, roots),
    ...relationships(parts, roots),
    ...ids(roots),
    ...references(roots),
  ];
}

export function parseElements(xml: string): Element[] {
  const document = new DOMParser({
    onError: (level, message) => {
      if (level !== 'warning') throw new Error(message);
    },
  }).parseFromString(xml.replace(/^\uFEFF/, ''), 'text/xml');
  return [...document.getElementsByTagName('*')];
}

type Roots = ReadonlyMap<string, Element[]>;

function duplicateParts(parts: string[]): string[] {
  return duplicates(parts.map((part) => part.toLowerCase())).map((part) => `two parts ${part}`);
}

function contentTypes(parts: string[], roots: Roots): string[] {
  const elements = roots.get('[Content_Types].xml')!;
  const defaults = new Set(elements.flatMap((e) => e.getAttribute('Extension')?.toLowerCase() ?? []));
  const overrides = elements.flatMap((e) => e.getAttribute('PartName') ?? []);
  const untyped = parts.filter(
    (part) =>
      part !== '[Content_Types].xml' &&
      !overrides.includes(`/${part}`) &&
      !defaults.has(part.split('.').pop()!.toLowerCase()),
  );
  const dangling = overrides.filter((name) => !parts.includes(name.slice(1)));
  return [
    ...untyped.map((part) => `no content type for ${part}`),
    ...dangling.map((name) => `content type for missing ${name}`),
    ...duplicates(overrides).map((name) => `two content types for ${name}`),
  ];
}

function relationships(parts: string[], roots: Roots): string[] {
  const defects: string[] = [];
  for (const [part, elements] of roots) {
    if (!part.endsWith('.rels')) continue;
    const owner = part.replace('_rels/', '').replace(/\.rels$/, '');
    const folder = owner.slice(0, owner.lastIndexOf('/') + 1);
    const all = elements.filter((e) => e.localName === 'Relationship');
    for (const e of all.filter((each) => each.getAttribute('TargetMode') !== 'External')) {
      const target = e.getAttribute('Target')!;
      const path = target.startsWith('/') ? target.slice(1) : new URL(target, `http://x/${folder}`).pathname.slice(1);
      if (!parts.includes(path)) defects.push(`${part}: missing target ${target}`);
    }
    const known = all.map((e) => e.getAttribute('Id')!);
    defects.push(...duplicates(known).map((id) => `${part}: two relationships ${id}`));
    const used = (roots.get(owner) ?? []).flatMap((e) => [...e.attributes]).filter((a) => a.prefix === 'r');
    defects.push(...used.filter((a) => !known.includes(a.value)).map((a) => `${owner}: no relationship ${a.value}`));
  }
  return defects;
}

function ids(roots: Roots): string[] {
  const document = roots.get('word/document.xml')!;
  const of = (part: string, name: string, attribute: string): string[] =>
    (roots.get(part) ?? []).filter((e) => e.nodeName === name).map((e) => e.getAttribute(attribute)!);
  const groups: Record<string, string[]> = {
    drawing: of('word/document.xml', 'wp:docPr', 'id'),
    bookmark: of('word/document.xml', 'w:bookmarkStart', 'w:id'),
    'bookmark name': of('word/document.xml', 'w:bookmarkStart', 'w:name'),
    num: of('word/numbering.xml', 'w:num', 'w:numId'),
    abstractNum: of('word/numbering.xml', 'w:abstractNum', 'w:abstractNumId'),
    footnote: of('word/footnotes.xml', 'w:footnote', 'w:id'),
    comment: of('word/comments.xml', 'w:comment', 'w:id'),
    style: of('word/styles.xml', 'w:style', 'w:styleId'),
    paragraph: document.flatMap((e) => e.getAttribute('w14:paraId') ?? []),
  };
  return Object.entries(groups).flatMap(([kind, all]) => duplicates(all).map((id) => `two ${kind}s ${id}`));
}

function references(roots: Roots): string[] {
  const values = (part: string, name: string, attribute: string): string[] =>
    (roots.get(part) ?? []).filter((e) => e.nodeName === name).map((e) => e.getAttribute(attribute)!);
  const missing = (kind: string, used: string[], known: string[]): string[] =>
    used.filter((id) => id !== '0' && !known.includes(id)).map((id) => `no ${kind} ${id}`);
  return [
    ...missing(
      'num',
      values('word/document.xml', 'w:numId', 'w:val'),
      values('word/numbering.xml', 'w:num', 'w:numId'),
    ),
    ...missing(
      'abstractNum',
      values('word/numbering.xml', 'w:abstractNumId', 'w:val'),
      values('word/numbering.xml', 'w:abstractNum', 'w:abstractNumId'),
    ),
    ...missing(
      'footnote',
      values('word/document.xml', 'w:footnoteReference', 'w:id'),
      values('word/footnotes.xml', 'w:footnote', 'w:id'),
    ),
    ...missing(
      'style',
      values('word/document.xml', 'w:pStyle', 'w:val'),
      values('word/styles.xml', 'w:style', 'w:styleId'),
    ),
  ];
}

function duplicates(values: string[]): string[] {
  return values.filter((value, i) => values.indexOf(value) !== i);
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PDFDocument, PDFName, PDFString, StandardFonts } from 'pdf-lib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PAGE_LIMITS, readPages } from './read-pages.ts';

const LONG = { timeout: 120_000 };
const UNHURRIED = { ...PAGE_LIMITS, timeoutMs: 60_000 };

async function createPdf(pages: readonly string[], change: (pdf: PDFDocument) => void = () => {}): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (const text of pages) pdf.addPage().drawText(text, { font, x: 50, y: 500 });
  change(pdf);
  return pdf.save({ useObjectStreams: false });
}

/** Somebody's server, which should never hear of it. */
async function openListener() {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.url}`);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('the pages of a PDF', LONG, () => {
  it('are told as text, up to the limits, with how many there are', async () => {
    const bytes = await createPdf(['one', 'two', 'three']);
    expect(await readPages(bytes, UNHURRIED)).toEqual({ pages: ['one', 'two', 'three'], totalPages: 3, isCut: false });
    expect(await readPages(bytes, { ...UNHURRIED, pages: 2 })).toEqual({
      pages: ['one', 'two'],
      totalPages: 3,
      isCut: true,
    });
    expect(await readPages(bytes, { ...UNHURRIED, characters: 4 })).toEqual({
      pages: ['one', 't'],
      totalPages: 3,
      isCut: true,
    });
  });

  it('are none of what is damaged, too large, or no PDF, and it is said why', async () => {
    const bytes = await createPdf(['one']);
    expect(await readPages(bytes, { ...UNHURRIED, bytes: 100 })).toMatchObject({
      pages: [],
      problem: expect.stringContaining('larger'),
    });
    expect(await readPages(Buffer.from('<html>'))).toMatchObject({ problem: 'It does not begin as a PDF does.' });
    expect(await readPages(Buffer.from('%PDF-1.7 and nothing'), UNHURRIED)).toMatchObject({
      pages: [],
      isCut: true,
      problem: expect.stringContaining('damaged'),
    });
  });

  it('run nothing and fetch nothing, whatever the document says', async () => {
    const { heard, url } = await openListener();
    const bytes = await createPdf(['hostile'], (pdf) => {
      const { context, catalog } = pdf;
      const script = PDFString.of(`app.launchURL('${url}/script'); this.submitForm('${url}/form');`);
      const openAction = {
        Type: 'Action',
        S: 'JavaScript',
        JS: script,
        Next: { S: 'URI', URI: PDFString.of(`${url}/uri`) },
      };
      catalog.set(PDFName.of('OpenAction'), context.obj(openAction));
      catalog.set(PDFName.of('AA'), context.obj({ WC: { S: 'Launch', F: PDFString.of(`${url}/launch`) } }));
      catalog.set(
        PDFName.of('AcroForm'),
        context.obj({ Fields: [], XFA: PDFString.of(`<xdp><a href="${url}/xfa"/></xdp>`) }),
      );
      const [page] = pdf.getPages();
      // What the page consists of, and its fonts, are said to lie elsewhere.
      const elsewhere = { F: { FS: 'URL', F: PDFString.of(`${url}/stream`) } };
      page?.node.set(PDFName.of('Metadata'), context.register(context.stream('', elsewhere)));
      const font = {
        Type: 'Font',
        Subtype: 'TrueType',
        BaseFont: 'Far',
        FontDescriptor: {
          Type: 'FontDescriptor',
          FontName: 'Far',
          FontFile2: context.register(context.stream('', elsewhere)),
        },
      };
      page?.node.setFontDictionary(PDFName.of('Far'), context.register(context.obj(font)));
      const annotation = {
        Type: 'Annot',
        Subtype: 'Link',
        Rect: [0, 0, 500, 500],
        A: { S: 'URI', URI: PDFString.of(`${url}/link`) },
      };
      page?.node.set(PDFName.of('Annots'), context.obj([annotation]));
    });
    expect(await readPages(bytes, UNHURRIED)).toMatchObject({ pages: ['hostile'], totalPages: 1 });
    expect(heard).toEqual([]);
  });

  it('end where reading them takes too long or too much memory, and this process goes on', async () => {
    const bomb = await createPdf(['bomb'], (pdf) => {
      const [page] = pdf.getPages();
      const text = Buffer.alloc(96 * 1024 * 1024, '(a) Tj ');
      page?.node.set(PDFName.of('Contents'), pdf.context.register(pdf.context.flateStream(text)));
    });
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const read = await readPages(bomb, { ...PAGE_LIMITS, timeoutMs: 3_000, memoryMib: 96 });
    expect(read).toMatchObject({ pages: [], isCut: true, problem: expect.stringMatching(/longer than|more than/u) });
    expect(await readPages(await createPdf(['still here']), UNHURRIED)).toMatchObject({ pages: ['still here'] });
  });
});

import { PDFDocument, StandardFonts } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { Previews } from './previews.ts';

const LONG = { timeout: 120_000 };

async function createPdf(text: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  pdf.addPage().drawText(text, { font, x: 50, y: 500 });
  return pdf.save();
}

describe('a preview', LONG, () => {
  it('of a PDF is the text of its pages, however many are asked for at once', async () => {
    const previews = new Previews();
    const documents = await Promise.all(Array.from({ length: 6 }, (_, at) => createPdf(`document ${at}`)));
    const shown = await Promise.all(documents.map((bytes) => previews.read('application/pdf', bytes)));
    expect(shown.map(({ pages }) => pages)).toEqual(documents.map((_, at) => [`document ${at}`]));
    expect(shown[0]).toEqual({ text: '', truncated: false, pages: ['document 0'], totalPages: 1 });
  });

  it('is refused with a word where very many are asked for at once', async () => {
    const previews = new Previews();
    const bytes = await createPdf('one');
    const shown = await Promise.all(Array.from({ length: 30 }, () => previews.read('application/pdf', bytes)));
    expect(shown.filter(({ problem }) => problem === 'Too many are read just now.')).toHaveLength(8);
    expect(shown.filter(({ pages }) => pages?.[0] === 'one')).toHaveLength(22);
  });

  it('of what only says that it is one says what it is not', async () => {
    const shown = await new Previews().read('application/pdf', Buffer.from('<script>alert(1)</script>'));
    expect(shown).toEqual({ text: '', truncated: true, pages: [], problem: 'It does not begin as a PDF does.' });
  });
});

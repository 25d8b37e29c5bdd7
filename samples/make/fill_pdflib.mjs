// Fills a form with pdf-lib, with a Unicode font of its own for the appearances.
import { readFileSync, writeFileSync } from "node:fs";
import fontkit from "@pdf-lib/fontkit";
import { PDFCheckBox, PDFDocument, PDFRadioGroup, PDFTextField } from "pdf-lib";

const [source, data, out] = process.argv.slice(2);
const answers = JSON.parse(readFileSync(data, "utf8"));
const pdf = await PDFDocument.load(readFileSync(source), { updateMetadata: false });
pdf.registerFontkit(fontkit);
const fontFile = new URL("../../oroforms/fonts/NotoSans-Regular.ttf", import.meta.url);
const font = await pdf.embedFont(readFileSync(fontFile), { subset: true });

for (const field of pdf.getForm().getFields()) {
  const name = field.getName();
  if (field instanceof PDFTextField && name in answers.text) {
    field.setText(answers.text[name]);
    field.updateAppearances(font);
  } else if (field instanceof PDFCheckBox && answers.check.includes(name)) {
    field.check();
  } else if (field instanceof PDFRadioGroup && name in answers.radio) {
    field.select(answers.radio[name]);
  }
}
writeFileSync(out, await pdf.save({ updateFieldAppearances: false }));

// Fills a form with pdf.js as Firefox does: values into the annotation storage, then Save.
import { readFileSync, writeFileSync } from "node:fs";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

const [source, data, out] = process.argv.slice(2);
const answers = JSON.parse(readFileSync(data, "utf8"));
const pdf = await getDocument({
  data: new Uint8Array(readFileSync(source)),
  standardFontDataUrl: new URL("./node_modules/pdfjs-dist/standard_fonts/", import.meta.url).pathname,
  enableXfa: false,
  verbosity: 0,
}).promise;

for (let number = 1; number <= pdf.numPages; number++) {
  const page = await pdf.getPage(number);
  for (const widget of await page.getAnnotations({ intent: "display" })) {
    if (widget.subtype !== "Widget") continue;
    const name = widget.fieldName;
    if (widget.fieldType === "Tx" && name in answers.text) {
      pdf.annotationStorage.setValue(widget.id, { value: answers.text[name] });
    } else if (widget.checkBox && answers.check.includes(name)) {
      pdf.annotationStorage.setValue(widget.id, { value: true });
    } else if (widget.radioButton && name in answers.radio) {
      pdf.annotationStorage.setValue(widget.id, { value: widget.buttonValue === answers.radio[name] });
    }
  }
}
writeFileSync(out, await pdf.saveDocument());

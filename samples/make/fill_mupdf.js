// Fills a form with MuPDF: mutool run fill_mupdf.js IN.pdf ANSWERS.json OUT.pdf
var source = scriptArgs[0], data = scriptArgs[1], out = scriptArgs[2];
var answers = JSON.parse(read(data));
var pdf = new PDFDocument(source);

function fullName(object) {
  var parts = [];
  while (object) {
    var own = object.get("T");
    if (own) parts.unshift(own.asString());
    object = object.get("Parent");
  }
  return parts.join(".");
}

// Widgets come in the order of /Annots; this version of MuPDF tells no names itself.
function names(page) {
  var annotations = page.get("Annots"), found = [];
  for (var i = 0; annotations && i < annotations.length; ++i)
    if (annotations.get(i).get("Subtype").asName() === "Widget") found.push(annotations.get(i));
  return found;
}

for (var number = 0; number < pdf.countPages(); ++number) {
  var page = pdf.loadPage(number), objects = names(pdf.findPage(number));
  page.getWidgets().forEach(function (widget, index) {
    var name = fullName(objects[index]);
    var kind = widget.getFieldType();
    if (kind === "text" && name in answers.text) {
      widget.setTextValue(answers.text[name]);
    } else if (kind === "checkbox" && answers.check.indexOf(name) >= 0) {
      widget.toggle();
    } else if (kind === "radiobutton" && name in answers.radio) {
      if (objects[index].get("AP").get("N").get(answers.radio[name])) widget.toggle();
    }
    widget.update();
  });
  page.update();
}
pdf.save(out, "garbage,compress");

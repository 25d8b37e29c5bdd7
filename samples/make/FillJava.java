import com.lowagie.text.pdf.AcroFields;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.PdfStamper;
import java.io.File;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.*;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.form.*;

/** Fills a form with a Java library: java FillJava.java pdfbox|openpdf IN.pdf ANSWERS.json OUT.pdf [flatten]. */
public class FillJava {
    public static void main(String[] args) throws Exception {
        Answers answers = new Answers(Json.read(Files.readString(new File(args[2]).toPath(), StandardCharsets.UTF_8)));
        boolean flatten = args.length > 4;
        if (args[0].equals("pdfbox")) pdfbox(args[1], answers, args[3], flatten);
        else openpdf(args[1], answers, args[3], flatten);
    }

    private static void pdfbox(String source, Answers answers, String out, boolean flatten) throws Exception {
        try (PDDocument document = Loader.loadPDF(new File(source))) {
            PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
            for (PDField field : form.getFieldTree()) {
                String name = field.getFullyQualifiedName();
                if (field instanceof PDTextField && answers.text.containsKey(name)) {
                    field.setValue((String) answers.text.get(name));
                } else if (field instanceof PDCheckBox && answers.check.contains(name)) {
                    ((PDCheckBox) field).check();
                } else if (field instanceof PDRadioButton && answers.radio.containsKey(name)) {
                    field.setValue((String) answers.radio.get(name));
                }
            }
            if (flatten) form.flatten();
            document.save(out);
        }
    }

    private static void openpdf(String source, Answers answers, String out, boolean flatten) throws Exception {
        PdfReader reader = new PdfReader(source);
        PdfStamper stamper = new PdfStamper(reader, new FileOutputStream(out));
        AcroFields fields = stamper.getAcroFields();
        for (Map.Entry<String, Object> entry : answers.text.entrySet()) fields.setField(entry.getKey(), (String) entry.getValue());
        for (Object name : answers.check) fields.setField((String) name, "yes");
        for (Map.Entry<String, Object> entry : answers.radio.entrySet()) fields.setField(entry.getKey(), (String) entry.getValue());
        stamper.setFormFlattening(flatten);
        stamper.close();
    }

    /** What is filled in, by kind of field. */
    static final class Answers {
        final Map<String, Object> text;
        final Map<String, Object> radio;
        final List<Object> check;

        @SuppressWarnings("unchecked")
        Answers(Map<String, Object> json) {
            text = (Map<String, Object>) json.get("text");
            radio = (Map<String, Object>) json.get("radio");
            check = (List<Object>) json.get("check");
        }
    }

    /** The little JSON that the answers need: objects, arrays, strings. */
    static final class Json {
        private final String source;
        private int at;

        private Json(String source) { this.source = source; }

        @SuppressWarnings("unchecked")
        static Map<String, Object> read(String source) { return (Map<String, Object>) new Json(source).value(); }

        private char next() {
            while (Character.isWhitespace(source.charAt(at))) at++;
            return source.charAt(at++);
        }

        private Object value() {
            char c = next();
            if (c == '"') return string();
            Map<String, Object> map = new LinkedHashMap<>();
            List<Object> list = new ArrayList<>();
            char end = c == '{' ? '}' : ']';
            for (c = next(); c != end; c = next()) {
                if (c == ',') continue;
                at--;
                if (end == ']') { list.add(value()); continue; }
                String key = (String) value();
                next();
                map.put(key, value());
            }
            return end == '}' ? map : list;
        }

        private String string() {
            StringBuilder text = new StringBuilder();
            for (char c = source.charAt(at++); c != '"'; c = source.charAt(at++)) {
                if (c != '\\') { text.append(c); continue; }
                c = source.charAt(at++);
                if (c == 'u') { text.append((char) Integer.parseInt(source.substring(at, at += 4), 16)); }
                else text.append(c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c);
            }
            return text.toString();
        }
    }
}

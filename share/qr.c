#include "share/qr.h"

#include "base/width.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_QRENCODE
#include <qrencode.h>

bool
qr_make(const char *text, struct qr *out)
{
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);

	if (!code)
		return false;
	out->size = code->width;
	out->module = xcalloc((size_t)code->width * (size_t)code->width, 1);
	for (int i = 0; i < code->width * code->width; i++)
		out->module[i] = code->data[i] & 1;
	QRcode_free(code);
	return true;
}
#else
bool
qr_make(const char *text, struct qr *out)
{
	(void)text;
	(void)out;
	return false;
}
#endif

void
qr_release(struct qr *qr)
{
	free(qr->module);
	*qr = (struct qr){0};
}

bool
qr_is_dark(const struct qr *qr, int row, int col)
{
	return row >= 0 && col >= 0 && row < qr->size && col < qr->size &&
	    qr->module[row * qr->size + col];
}

int
qr_columns(const struct qr *qr)
{
	return qr->size + 2 * QR_QUIET;
}

int
qr_lines(const struct qr *qr)
{
	return (qr->size + 2 * QR_QUIET + 1) / 2;
}

void
qr_line(const struct qr *qr, int line, bool light, struct buf *out)
{
	static const char *const half[] = {" ", "▄", "▀", "█"};
	int row = line * 2 - QR_QUIET;

	for (int col = -QR_QUIET; col < qr->size + QR_QUIET; col++) {
		bool upper = qr_is_dark(qr, row, col) != light;
		bool lower = qr_is_dark(qr, row + 1, col) != light;

		buf_puts(out, half[upper * 2 + lower]);
	}
}

size_t
qr_fits(const char *text, int columns, int lines)
{
	size_t fits = 0, next;

	for (size_t at = 0; text[at]; at = next) {
		next = width_next(text, at);
		char *part = xstrndup(text, next);
		struct qr qr = {0};
		bool made = qr_make(part, &qr);
		bool fine = made && qr_columns(&qr) <= columns && qr_lines(&qr) <= lines;

		qr_release(&qr);
		free(part);
		if (!fine)
			break;
		fits = next;
	}
	return fits;
}

# GZ_WIDE_CDK
# Find a CDK (Curses Development Kit) that can live in one process with wide ncurses and set
# CURSES_CFLAGS, CURSES_LIBS, CDK_LIBS.  Linking alone proves nothing: Debian's shared libcdk links
# happily beside ncursesw and then brings the narrow curses into the process, so the probe runs.
# --with-cdk-libs=LIBS replaces the candidates.
AC_DEFUN([GZ_WIDE_CDK], [
AC_ARG_WITH([cdk-libs],
  [AS_HELP_STRING([--with-cdk-libs=LIBS], [linker flags of a CDK that stands on ncursesw])])
PKG_CHECK_MODULES([CURSES], [ncursesw])
AC_MSG_CHECKING([for a CDK that works with ncursesw])
gz_saved_CFLAGS=$CFLAGS gz_saved_LIBS=$LIBS
CFLAGS="$CFLAGS $CURSES_CFLAGS"
AC_LANG_CONFTEST([AC_LANG_SOURCE([[
#define NCURSES_WIDECHAR 1
#include <cdk/cdk.h>
#include <link.h>
#include <locale.h>
#include <string.h>
#include <wchar.h>
static int narrow;
static int each(struct dl_phdr_info *lib, size_t size, void *arg)
{
	const char *slash = strrchr(lib->dlpi_name, '/');
	const char *name = slash ? slash + 1 : lib->dlpi_name;
	(void)size; (void)arg;
	if (!strncmp(name, "libncurses.", 11))
		narrow = 1;
	return 0;
}
int main(void)
{
	static const wchar_t han[] = { 0x4e2d, 0 };
	wchar_t got[CCHARW_MAX + 1];
	cchar_t cell;
	attr_t attr;
	short pair;
	WINDOW *win;
	CDKSCREEN *screen;
	dl_iterate_phdr(each, 0);
	if (narrow)
		return 2;
	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 9;
	if (!newterm("xterm", fopen("/dev/null", "w"), fopen("/dev/null", "r")) &&
	    !newterm("vt100", fopen("/dev/null", "w"), fopen("/dev/null", "r")))
		return 3;
	if (!(screen = initCDKScreen(stdscr)))
		return 4;
	if (!newCDKEntry(screen, 0, 0, "T", "L:", 0, '_', vMIXED, 10, 0, 20, TRUE, FALSE))
		return 5;
	refreshCDKScreen(screen);
	win = newwin(1, 10, 0, 0);
	setcchar(&cell, han, 0, 0, 0);
	mvwadd_wch(win, 0, 0, &cell);
	mvwin_wch(win, 0, 0, &cell);
	if (getcchar(&cell, got, &attr, &pair, 0) == ERR || got[0] != han[0])
		return 6;
	endwin();
	return 0;
}]])])
cp conftest.$ac_ext gz_cdk_probe.c
gz_cdk=no
for gz_try in ${with_cdk_libs:+"$with_cdk_libs"} ${with_cdk_libs:-"-lcdkw" "-lcdk" "-l:libcdkw.a" "-l:libcdk.a"}; do
  AS_IF([test "$gz_cdk" = no], [
    LIBS="$gz_try $CURSES_LIBS $gz_saved_LIBS"
    cp gz_cdk_probe.c conftest.$ac_ext
    AC_LINK_IFELSE([], [
      AS_IF([test "$cross_compiling" = yes], [
        AS_CASE([$gz_try], [*.a], [gz_cdk=$gz_try])
      ], [
        AS_IF([./conftest$ac_exeext >/dev/null 2>&1], [gz_cdk=$gz_try])
      ])
    ])
  ])
done
rm -f gz_cdk_probe.c
CFLAGS=$gz_saved_CFLAGS LIBS=$gz_saved_LIBS
AC_MSG_RESULT([$gz_cdk])
AS_IF([test "$gz_cdk" = no], [AC_MSG_ERROR([no CDK that shares a process with ncursesw was found.
On Debian install libcdk5-dev (its static libcdk.a is used), or pass --with-cdk-libs.])])
CDK_LIBS=$gz_cdk
AC_SUBST([CDK_LIBS])
])

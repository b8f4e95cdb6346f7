# Draws the vector figures of this folder from trial.csv: Rscript draw.R
# Needs R with survival, ggplot2, survminer, svglite; gnuplot and qpdf are called where present.
library(survival)
library(ggplot2)
trial <- read.csv("trial.csv")
fit <- survfit(Surv(time, event) ~ arm, trial)
times <- seq(0, 36, 6)
at_risk <- sapply(0:1, function(k) sapply(times, function(t) sum(trial$time[trial$arm == k] >= t)))

base_figure <- function(...) {
  par(mar = c(8, 6, 1, 1), las = 1)
  plot(fit, mark.time = TRUE, col = c("black", "red"), lty = c(1, 2), xlim = c(0, 36), xaxt = "n",
       xlab = "Time (months)", ylab = "Survival probability", ...)
  axis(1, times)
  legend("topright", c("Control", "Active"), col = c("black", "red"), lty = c(1, 2), bty = "n")
  for (k in 1:2) {
    mtext(c("Control", "Active")[k], 1, line = 4 + k, at = -5, cex = 0.8)
    for (i in seq_along(times)) mtext(at_risk[i, k], 1, line = 4 + k, at = times[i], cex = 0.8)
  }
}
pdf("r_base.pdf", 7, 6); base_figure(); dev.off()
pdf("r_limits.pdf", 7, 6); base_figure(conf.int = TRUE); dev.off()
pdf("r_incidence.pdf", 7, 6); base_figure(fun = "event"); dev.off()
svg("r_outlines.svg", 7, 6); base_figure(); dev.off()
pdf("r_black.pdf", 7, 6)
par(mar = c(8, 6, 1, 1))
plot(fit, mark.time = TRUE, lty = 1:2, lwd = 2, xlab = "Months", ylab = "OS", bty = "l")
legend("bottomleft", c("Control", "Active"), lty = 1:2, lwd = 2, bty = "n")
dev.off()
pdf("survminer.pdf", 7, 6, onefile = FALSE)
print(survminer::ggsurvplot(fit, data = trial, risk.table = TRUE, conf.int = TRUE, break.time.by = 6,
                            legend.labs = c("Control", "Active")))
dev.off()

steps <- do.call(rbind, lapply(0:1, function(k) {
  one <- summary(fit[k + 1], censored = TRUE)
  data.frame(arm = c("Control", "Active")[k + 1], time = c(0, one$time), surv = c(1, one$surv),
             n.censor = c(0, one$n.censor), low = c(1, one$lower), high = c(1, one$upper))
}))
figure <- ggplot(steps, aes(time, surv, colour = arm)) +
  geom_ribbon(aes(ymin = low, ymax = high, fill = arm), alpha = 0.2, colour = NA) +
  geom_step() +
  geom_point(data = subset(steps, n.censor > 0), shape = 3) +
  scale_x_continuous("Months", breaks = times, limits = c(0, 36)) +
  scale_y_continuous("Overall survival (%)", labels = function(v) 100 * v, limits = c(0, 1))
ggsave("ggplot_cairo.pdf", figure, width = 6, height = 4.5, device = cairo_pdf)
ggsave("ggplot_svglite.svg", figure, width = 6, height = 4.5)

for (k in 0:1) {
  one <- steps[steps$arm == c("Control", "Active")[k + 1], ]
  write.table(one[c("time", "surv")], paste0("steps", k, ".dat"), row.names = FALSE, col.names = FALSE)
}
script <- paste("set terminal %s; set output '%s'; set xrange [0:36]; set yrange [0:1];",
  "set xtics 0,6,36; set ytics 0,0.25,1; set xlabel 'Months';",
  "plot 'steps0.dat' with steps title 'Control', 'steps1.dat' with steps title 'Active'")
writeLines(sprintf(script, c("pdfcairo size 5,4", "svg size 600,450"), c("gnuplot.pdf", "gnuplot.svg")), "figures.gp")
system("gnuplot figures.gp")
unlink(c("figures.gp", "steps0.dat", "steps1.dat"))
system("qpdf --rotate=+90 r_base.pdf r_rotated.pdf")
system("qpdf --encrypt secret owner 256 -- r_base.pdf r_locked.pdf")

# The same figures the way Distiller, a press and old programs hand them on; gs is called where present.
system("gs -q -o r.ps -sDEVICE=ps2write r_base.pdf")
system(paste("gs -q -o r_distilled_cmyk.pdf -sDEVICE=pdfwrite -dPDFSETTINGS=/prepress",
  "-sColorConversionStrategy=CMYK -sProcessColorModel=DeviceCMYK r.ps"))
system("gs -q -o r_outlines.pdf -sDEVICE=pdfwrite -dNoOutputFonts r_base.pdf")
postscript("r.ps", width = 7, height = 6, horizontal = TRUE)
par(mar = c(8, 6, 1, 1), las = 1)
plot(fit, mark.time = TRUE, col = c("black", "red"), xlim = c(0, 36), xaxt = "n",
     xlab = "Time (months)", ylab = "Survival")
axis(1, times)
legend("topright", c("Control", "Active"), col = c("black", "red"), lty = 1, bty = "n")
dev.off()
system("ps2pdf r.ps r_landscape.pdf")
for (k in 0:1) {
  one <- steps[steps$arm == c("Control", "Active")[k + 1], ]
  write.table(one[c("time", "surv")], paste0("steps", k, ".dat"), row.names = FALSE, col.names = FALSE)
}
writeLines(sprintf(script, "postscript eps color size 5,4", "r.ps"), "figures.gp")
system("gnuplot figures.gp")
system("ps2pdf -dEPSCrop r.ps gnuplot_eps.pdf")
unlink(c("r.ps", "figures.gp", "steps0.dat", "steps1.dat"))

# Marks of two black curves, one kind for both.
for (k in 0:1) {
  one <- steps[steps$arm == c("Control", "Active")[k + 1], ]
  write.table(one[c("time", "surv")], paste0("steps", k, ".dat"), row.names = FALSE, col.names = FALSE)
  left <- one[one$n.censor > 0, c("time", "surv")]
  write.table(left, paste0("marks", k, ".dat"), row.names = FALSE, col.names = FALSE)
}
writeLines(paste("set terminal pdfcairo size 5,4 mono dashed; set output 'gnuplot_marks.pdf';",
  "set xrange [0:36]; set yrange [0:1]; set xtics 0,6,36; set ytics 0,0.25,1;",
  "set xlabel 'Months'; set ylabel 'Survival';",
  "plot 'steps0.dat' with steps lw 2 dt 1 title 'Control',",
  "'steps1.dat' with steps lw 2 dt 2 title 'Active',",
  "'marks0.dat' with points pt 2 notitle, 'marks1.dat' with points pt 2 notitle"), "figures.gp")
system("gnuplot figures.gp")
unlink(c("figures.gp", "steps0.dat", "steps1.dat", "marks0.dat", "marks1.dat"))

// compare: techniques beside each other, by time, memory and quality.

#include <limn/core/error.hpp>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "comparison.hpp"
#include "page.hpp"
#include "report.hpp"
#include "suggest.hpp"
#include "text.hpp"

namespace {

enum Status { success = 0, some_failed = 1, wrong_usage = 2 };

struct Arguments {
  comparison::Request request;
  std::string methods;
  std::filesystem::path folder;
};

void add_options(CLI::App& app, Arguments& arguments) {
  comparison::Request& request = arguments.request;
  app.add_option("--images", request.images, "Folder of the pictures, and those inside")->required()->type_name("DIR");
  app.add_option("--truth", request.truth,
                 "Folder of what is to be found, STEM_labels or STEM_mask; may be the same. Without it, techniques are "
                 "compared with each other")
      ->type_name("DIR");
  app.add_option(
         "--methods", arguments.methods,
         "Techniques with commas between, behind a colon their options: otsu,sauvola:window=51,k=0.3,otsu:dark; "
         "all with their defaults if not given")
      ->type_name("A,B,...");
  app.add_option("-o,--out", arguments.folder,
                 "Where index.html, results.csv, results.json and results.md go; made if missing")
      ->required()
      ->type_name("DIR");
  app.add_option("--measure", request.measure, "Of quality, that is set against time; pq if not given")
      ->type_name("NAME");
  app.add_option("--show", request.show, "Pictures on the page, by names without ending; four if not given")
      ->delimiter(',')
      ->type_name("NAME,...");
  app.add_option("--runs", request.runs, "By the clock, of each technique on each picture; 5 if not given")
      ->type_name("N")
      ->check(CLI::Range(1, 100000));
  app.add_option("-j,--jobs", request.jobs,
                 "Pictures at a time, 0 for one per processor; 1, for clean times, if not given")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
  app.add_option("--tolerance", request.tolerance,
                 "How far outlines may be apart for boundary F, in pixels; 2 if not given")
      ->type_name("N")
      ->check(tool::number_check("tolerance", 0, 1e6));
  app.footer(
      "Says for each technique milliseconds (median and least of the runs on a picture, mean over pictures), "
      "megapixels\n"
      "per second, the most heap that a run holds, the quality of the objects, and a hash of all that was found. A "
      "star\n"
      "marks the Pareto front: no other technique is as fast and as good, and better in one of both.\n\n"
      "The objects of a mask are its components; of classes, the components of all but the largest class; of labels "
      "that\n"
      "leave no pixel out, all but the largest. Techniques that start from seeds and are given none take the middle "
      "of\n"
      "the picture or a grid, as `limn methods` says.");
}

/// Sets the measure to what there is without truth.
/// \throws tool::UsageError  if there is no such measure.
void settle_measure(comparison::Request& request, bool given) {
  std::vector<std::string> known;
  if (request.truth.empty()) known = {"agreement"};
  else
    for (const tool::Measure& measure : tool::measures) known.emplace_back(measure.key);
  if (request.truth.empty() && !given) request.measure = known[0];
  std::string list;
  for (const std::string& name : known) {
    if (name == request.measure) return;
    list += (list.empty() ? "" : ", ") + name;
  }
  throw tool::UsageError("there is no measure " + request.measure + "; there is " + list +
                         tool::suggestion(request.measure, known));
}

Status run(int argc, char** argv) {
  CLI::App app("Compares techniques by time, memory and quality.", "compare");
  app.set_version_flag("--version", "limn " + tool::version());
  Arguments arguments;
  comparison::Request& request = arguments.request;
  add_options(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& done) {
    return app.exit(done) == 0 ? success : wrong_usage;
  } catch (const CLI::ParseError& error) {
    throw tool::UsageError(std::string(error.what()) + "; --help tells more");
  }
  settle_measure(request, app.count("--measure") > 0);
  if (request.jobs == 0) request.jobs = std::thread::hardware_concurrency();
  comparison::Entrants entrants = comparison::parse_entrants(arguments.methods);
  const auto complain = [](const std::string& problem) { std::fprintf(stderr, "compare: %s\n", problem.c_str()); };
  for (const std::string& problem : entrants.problems) complain(problem);
  if (entrants.list.empty()) return wrong_usage;
  request.entrants = std::move(entrants.list);
  std::error_code error;
  std::filesystem::create_directories(arguments.folder, error);
  if (error) throw tool::UsageError(arguments.folder.string() + ": cannot be made: " + error.message());

  const comparison::Outcome outcome = comparison::compare(request);
  for (const std::string& problem : outcome.problems) complain(problem);
  if (outcome.lines.empty()) return some_failed;
  tool::write_together({{arguments.folder / "index.html", tool::to_bytes(comparison::page(request, outcome))},
                        {arguments.folder / "results.csv", tool::to_bytes(comparison::table_csv(outcome))},
                        {arguments.folder / "results.json", tool::to_bytes(comparison::table_json(request, outcome))},
                        {arguments.folder / "results.md", tool::to_bytes(comparison::table_markdown(outcome))}});
  std::fputs(comparison::table_text(outcome).c_str(), stdout);
  std::printf("\nthe page: %s\n", (arguments.folder / "index.html").string().c_str());
  return entrants.problems.empty() && outcome.problems.empty() ? success : some_failed;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const tool::UsageError& error) {
    std::fprintf(stderr, "compare: %s\n", error.what());
    return wrong_usage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "compare: %s\n", error.what());
    return some_failed;
  }
}

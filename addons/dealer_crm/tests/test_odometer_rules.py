from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.odometer import Reading, find_falls, predict

TODAY = date(2026, 6, 1)


def ago(days, km, resets=False):
    return Reading(TODAY - timedelta(days=days), km, resets)


@tagged("post_install", "-at_install")
class TestOdometerRules(BaseCase):
    def assert_near(self, prediction, km, per_year, confidence, within=600):
        self.assertAlmostEqual(prediction.km, km, delta=within)
        self.assertAlmostEqual(prediction.per_year, per_year, delta=within)
        self.assertEqual(prediction.confidence, confidence)

    def test_nothing_known(self):
        self.assertIsNone(predict([], TODAY))
        self.assertIsNone(predict([ago(-3, 100)], TODAY))

    def test_one_reading_grows_by_the_default(self):
        one = [ago(365, 40000)]
        self.assert_near(predict(one, TODAY), 55000, 15000, "low")
        self.assert_near(predict(one, TODAY, 8000), 48000, 8000, "low")

    def test_steady_car(self):
        readings = [ago(days, 80000 - days * 55) for days in (600, 430, 300, 180, 60)]
        self.assert_near(predict(readings, TODAY), 80000, 20089, "high")
        self.assert_near(predict(readings[-2:], TODAY), 80000, 18400, "medium", 1500)

    def test_wrong_readings_do_not_move_it(self):
        readings = [
            ago(days, 80000 - days * 55) for days in (650, 540, 430, 300, 180, 60)
        ]
        for wrong in (ago(360, 602000), ago(360, 6020), ago(20, 790000)):
            with self.subTest(wrong=wrong):
                prediction = predict([*readings, wrong], TODAY)
                self.assertAlmostEqual(prediction.km, 80000, delta=2000)
                self.assertAlmostEqual(prediction.per_year, 20089, delta=1500)

    def test_never_below_the_last_reading(self):
        readings = [ago(700, 10000), ago(400, 20000), ago(1, 33000)]
        self.assertGreaterEqual(predict(readings, TODAY).km, 33000)

    def test_falling_readings_give_no_negative_rate(self):
        readings = [ago(500, 90000), ago(300, 60000), ago(100, 50000)]
        prediction = predict(readings, TODAY)
        self.assertEqual(prediction.per_year, 0)
        self.assertGreaterEqual(prediction.km, 50000)

    def test_too_much_is_clamped(self):
        readings = [ago(300, 0), ago(10, 900000)]
        self.assertEqual(predict(readings, TODAY).per_year, 100000)
        self.assertEqual(predict(readings, TODAY, max_per_year=50000).per_year, 50000)

    def test_new_odometer(self):
        """The count begins anew; how much is driven is known from before."""
        readings = [
            ago(700, 100000),
            ago(400, 116500),
            ago(300, 122000),
            ago(200, 10, resets=True),
            ago(100, 5510),
        ]
        self.assert_near(predict(readings, TODAY), 11000, 20089, "high")

    def test_old_readings_do_not_count(self):
        readings = [ago(3000, 10000), ago(2600, 90000), ago(1000, 100000)]
        prediction = predict(readings, TODAY)
        self.assertEqual(prediction.confidence, "low")
        self.assertEqual(prediction.per_year, 15000)
        self.assertAlmostEqual(prediction.km, 141000, delta=200)

    def test_readings_of_one_day(self):
        prediction = predict([ago(10, 5000), ago(10, 5200)], TODAY)
        self.assertEqual(prediction.confidence, "low")
        self.assertGreaterEqual(prediction.km, 5200)

    def test_find_falls(self):
        days = [TODAY] * 4
        self.assertEqual(
            find_falls(list(zip(days, [1, 3, 2, 2], strict=True))), [(1, 2)]
        )
        self.assertEqual(find_falls([]), [])
